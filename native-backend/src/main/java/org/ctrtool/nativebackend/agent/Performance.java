package org.ctrtool.nativebackend.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.tape.TapeReader;
import org.ctrtool.api.tape.TapeWriter;
import org.ctrtool.api.tape.ValueCodec;
import org.jspecify.annotations.Nullable;

/** One script being played, as the relay sees it. */
final class Performance {
  /** A task that has not answered after that many looks at it, each a bit later, hangs. */
  private static final int PATIENCE = 40;

  private static final Pid EVERYBODY = new Pid(-1);
  private static final long FIRST_WAIT = 500_000;
  private static final long LONGEST_WAIT = 50_000_000;

  private final Kernel kernel;
  private final Channels channels;
  private final Script script;
  private final Symbols symbols = new Symbols();
  private final @Nullable Pid[] tasks = new @Nullable Pid[Script.TASKS];
  private final List<Report.Entry> entries = new ArrayList<>();
  private final List<Report.View> lastViews = new ArrayList<>();
  private @Nullable Fd root;
  private boolean disturbed;
  private List<Report.View> views = new ArrayList<>();

  Performance(Kernel kernel, Channels channels, Script script) {
    this.kernel = kernel;
    this.channels = channels;
    this.script = script;
  }

  /** Whether a task was lost on the way, so that messages may be left over. */
  boolean wasDisturbed() {
    return disturbed;
  }

  /** Plays the script, beginning with {@code first} as task 0. */
  Report play(Pid first) {
    born(0, first);
    openRoot(first);
    for (Script.Step step : script.steps()) {
      views = new ArrayList<>();
      Report.@Nullable Ending lost = make(step);
      if (lost != null) {
        entries.add(new Report.Entry(lost, null, null, List.of()));
        return new Report(entries);
      }
    }
    return new Report(entries);
  }

  /** When the first task has answered, it is in its mount namespace. */
  private void openRoot(Pid first) {
    boolean wanted = (script.watch() & Script.WATCH_TREE) != 0;
    if (wanted && ask(0, new TapeWriter().u8(AgentTask.LOOK).u8(0).toBytes()) != null) {
      root = kernel.openat(Symbols.PROC, first + "/root/.", TaskView.DIRECTORY, Mode.NONE);
    }
  }

  private void born(int task, Pid pid) {
    tasks[task] = pid;
    symbols.born(task, pid);
  }

  /** Makes one step; tells how the task was lost, or null if it answered. */
  private Report.@Nullable Ending make(Script.Step step) {
    int watch = script.watch() & (Script.WATCH_CREDENTIALS | Script.WATCH_DESCRIPTORS);
    TapeWriter order = new TapeWriter();
    switch (step) {
      case Script.Perform perform -> {
        order.u8(AgentTask.PERFORM).u8(watch);
        ValueCodec.writeCall(symbols.resolve(perform.call()), order);
      }
      case Script.Fork fork -> {
        order.u8(AgentTask.FORK).u8(watch).u8(fork.child());
        Script.writeFork(fork, order);
      }
    }
    byte[] answer = ask(step.task(), order.toBytes());
    if (answer == null) {
      boolean isExit = step instanceof Script.Perform perform && isExit(perform);
      Pid pid = tasks[step.task()];
      boolean alive = pid != null && Relay.isAlive(kernel, pid);
      if (alive || !isExit) {
        return alive ? Report.Ending.HUNG : Report.Ending.GONE;
      }
      tasks[step.task()] = null;
      lookAround(-1, false);
      entries.add(new Report.Entry(Report.Ending.GONE, null, null, views));
      return null;
    }
    TapeReader in = new TapeReader(answer);
    int errno = in.u32();
    Object value = ValueCodec.read(in);
    if (errno == 0) {
      remember(step, value);
    }
    lookInside(step.task(), in);
    lookAround(step.task(), Script.concernsOthers(step));
    Report.Ending ending = errno == 0 ? Report.Ending.RETURNED : Report.Ending.REFUSED;
    Object named = symbols.named(step.task(), value);
    entries.add(new Report.Entry(ending, named, errno == 0 ? null : new Errno(errno), views));
    return null;
  }

  private static boolean isExit(Script.Perform step) {
    return step.call().name() == SystemCall.EXIT || step.call().name() == SystemCall.REBOOT;
  }

  private void remember(Script.Step step, @Nullable Object value) {
    switch (step) {
      case Script.Fork fork -> {
        born(fork.child(), (Pid) Objects.requireNonNull(value));
        if (symbols.isElsewhere(fork.task())) {
          tasks[fork.child()] = youngestChild(Objects.requireNonNull(tasks[fork.task()]));
        }
        symbols.forked(fork);
      }
      case Script.Perform perform -> symbols.opened(perform, value);
    }
  }

  /** The child made last: what its parent calls it in another PID namespace says nothing here. */
  private Pid youngestChild(Pid parent) {
    String children = contents(parent + "/task/" + parent + "/children").strip();
    return new Pid(Integer.parseInt(children.substring(children.lastIndexOf(' ') + 1)));
  }

  /** What the task itself said. */
  private void lookInside(int task, TapeReader in) {
    String credentials = in.text();
    String descriptors = in.text();
    if ((script.watch() & Script.WATCH_CREDENTIALS) != 0) {
      seen(task, Script.WATCH_CREDENTIALS, credentials);
    }
    if ((script.watch() & Script.WATCH_DESCRIPTORS) != 0) {
      seen(task, Script.WATCH_DESCRIPTORS, descriptors);
    }
  }

  private void lookAround(int actor, boolean askOthers) {
    for (int task = 0; task < tasks.length; task++) {
      Pid pid = tasks[task];
      if (pid != null) {
        lookAt(task, pid, askOthers && task != actor);
      }
    }
  }

  private void lookAt(int task, Pid pid, boolean askIt) {
    if ((script.watch() & Script.WATCH_MOUNTS) != 0) {
      seen(task, Script.WATCH_MOUNTS, contents(pid + "/mountinfo"));
    }
    if ((script.watch() & Script.WATCH_MAPS) != 0) {
      seen(task, Script.WATCH_MAPS, maps(pid));
    }
    if (task == 0 && root != null) {
      seen(task, Script.WATCH_TREE, files(root));
    }
    if (askIt && (script.watch() & Script.WATCH_CREDENTIALS) != 0) {
      byte[] look = new TapeWriter().u8(AgentTask.LOOK).u8(Script.WATCH_CREDENTIALS).toBytes();
      byte[] answer = ask(task, look);
      if (answer != null) {
        TapeReader in = new TapeReader(answer);
        in.u32();
        ValueCodec.read(in);
        seen(task, Script.WATCH_CREDENTIALS, in.text());
      }
    }
  }

  /** Looked at through another description each time, as one has an offset. */
  private String files(Fd start) {
    Fd directory = kernel.openat(start, ".", TaskView.DIRECTORY, Mode.NONE);
    String files = TaskView.tree(kernel, directory);
    kernel.close(directory);
    return files;
  }

  private String maps(Pid pid) {
    return contents(pid + "/uid_map") + contents(pid + "/gid_map") + contents(pid + "/setgroups");
  }

  private String contents(String path) {
    Attempt<String> attempt = Attempt.of(() -> Relay.contents(kernel, path));
    return attempt.refusal() == null ? attempt.orThrow() : attempt.errno() + "\n";
  }

  private void seen(int task, int kind, String text) {
    for (int i = 0; i < lastViews.size(); i++) {
      Report.View last = lastViews.get(i);
      if (last.task() == task && last.kind() == kind) {
        boolean same = text.equals(last.text());
        views.add(new Report.View(task, kind, same ? null : text));
        if (!same) {
          lastViews.set(i, new Report.View(task, kind, text));
        }
        return;
      }
    }
    lastViews.add(new Report.View(task, kind, text));
    views.add(new Report.View(task, kind, text));
  }

  /** What the task answers; null if it does not. */
  private byte @Nullable [] ask(int task, byte[] order) {
    Pid pid = tasks[task];
    byte[] answer = pid == null ? null : ask(pid, task, order);
    disturbed |= answer == null;
    return answer;
  }

  private byte @Nullable [] ask(Pid pid, int task, byte[] order) {
    Fd channel = channels.endOfRelay(task);
    kernel.writeAll(channel, order);
    long wait = FIRST_WAIT;
    for (int i = 0; i < PATIENCE; i++) {
      List<PollFd> ready =
          kernel.ppoll(List.of(new PollFd(channel, PollEvents.POLLIN)), new Timespec(0, wait));
      if (!ready.isEmpty()) {
        return kernel.read(channel, AgentTask.LIMIT);
      }
      if (!Relay.isAlive(kernel, pid)) {
        return null;
      }
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
    return null;
  }

  /** Ends all tasks. */
  void end() {
    if (root != null) {
      kernel.close(root);
    }
    // The relay is process 1, which this does not reach; what a task has made by itself, it does.
    Attempt.errno(() -> kernel.kill(EVERYBODY, Signal.SIGKILL));
    while (Attempt.of(() -> kernel.waitid(new Pid(0), WaitFlags.WEXITED)).refusal() == null) {
      // another one has ended
    }
  }
}
