package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.jspecify.annotations.Nullable;

/** The children of a shell. */
final class Processes {
  private static final Pid ANY = new Pid(0);
  private static final int NO_CHILD = 127;

  /** A child in the background; its end is null while it runs. */
  private static final class Job {
    final String text;
    @Nullable WaitStatus end;
    boolean told;

    Job(String text) {
      this.text = text;
    }
  }

  private final Shell shell;
  private final Kernel kernel;
  private final Map<Integer, Job> jobs = new LinkedHashMap<>();
  private final Map<Integer, WaitStatus> ends = new LinkedHashMap<>();
  private int last;
  private List<Integer> pipeStatus = List.of(0);
  private @Nullable Integer substitutionStatus;

  Processes(Shell shell) {
    this.shell = shell;
    this.kernel = shell.kernel();
  }

  /** {@code $!}. */
  int last() {
    return last;
  }

  List<Integer> pipeStatus() {
    return pipeStatus;
  }

  void setPipeStatus(List<Integer> statuses) {
    pipeStatus = statuses;
  }

  /** The status of the last command substitution since this was asked before; null for none. */
  @Nullable Integer takeSubstitutionStatus() {
    Integer status = substitutionStatus;
    substitutionStatus = null;
    return status;
  }

  /** A subshell knows {@code $!}, but has no children yet. */
  void inherit(Processes parent) {
    last = parent.last;
    pipeStatus = parent.pipeStatus;
  }

  // Starting

  /** The child has what the shell has now: it may come to run when the shell has gone on. */
  Pid fork(Consumer<Shell> code) {
    CloneRequest request = new CloneRequest(CloneFlags.NONE, new Ending("shell", 125));
    Shell now = new Shell(kernel, shell);
    Fd queue = shell.traps().queue();
    return kernel.clone(
        request,
        inside -> {
          Kernel whole = whole(inside);
          if (queue != null) {
            whole.close(queue);
          }
          new Shell(whole, now).live(code);
        });
  }

  /** On the simulated machine a child has all calls. */
  private static Kernel whole(ChildKernel inside) {
    return (Kernel) inside;
  }

  /** A child that is not waited for: it reads nothing, and the keyboard does not end it. */
  void startInBackground(Syntax.Background behind) {
    boolean readsNothing = !shell.readsOwnInput();
    Pid child =
        fork(
            inner -> {
              inner.kernel().sigaction(Signal.SIGINT, SignalDisposition.SIG_IGN);
              inner.kernel().sigaction(Signal.SIGQUIT, SignalDisposition.SIG_IGN);
              if (readsNothing) {
                readNothing(inner.kernel());
              }
              inner.runLast(behind.command());
            });
    last = child.number();
    jobs.put(last, new Job(behind.text()));
  }

  private static void readNothing(Kernel kernel) {
    Fd nothing =
        Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDONLY, Mode.NONE))
            .value();
    if (nothing != null && !nothing.equals(Fd.STDIN)) {
      kernel.dup3(nothing, Fd.STDIN, PipeFlags.NONE);
      kernel.close(nothing);
    }
  }

  int pipeline(Syntax.Pipeline pipeline) {
    List<Pid> processes = new ArrayList<>();
    Fd input = null;
    for (Syntax command : pipeline.commands()) {
      boolean isLast = processes.size() == pipeline.commands().size() - 1;
      Pipe next = isLast ? null : pipe();
      Fd from = input;
      processes.add(
          fork(
              inner -> {
                connect(inner.kernel(), from, next);
                inner.setReadsOwnInput(from != null);
                inner.runLast(command);
              }));
      close(from);
      close(next == null ? null : next.writeEnd());
      input = next == null ? null : next.readEnd();
    }
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      WaitStatus end = end(processes.get(i));
      statuses.add(end.shellStatus());
      if (i == processes.size() - 1) {
        shell.report(end, pipeline.line(), "", true);
      }
    }
    pipeStatus = statuses;
    return statuses.get(statuses.size() - 1);
  }

  /** In the child: the ends of pipes become the standard descriptors. */
  private static void connect(Kernel kernel, @Nullable Fd input, @Nullable Pipe output) {
    if (input != null) {
      kernel.dup3(input, Fd.STDIN, PipeFlags.NONE);
      kernel.close(input);
    }
    if (output != null) {
      kernel.dup3(output.writeEnd(), Fd.STDOUT, PipeFlags.NONE);
      kernel.close(output.writeEnd());
      kernel.close(output.readEnd());
    }
  }

  /** A pipe, neither end of which is a standard descriptor, even if these are closed. */
  private Pipe pipe() {
    Pipe pipe = kernel.pipe2(PipeFlags.O_CLOEXEC);
    return new Pipe(aside(pipe.readEnd()), aside(pipe.writeEnd()));
  }

  private Fd aside(Fd fd) {
    if (fd.number() > Fd.STDERR.number()) {
      return fd;
    }
    Fd moved = kernel.fcntlDupfdCloexec(fd, Redirections.OWN);
    kernel.close(fd);
    return moved;
  }

  private void close(@Nullable Fd fd) {
    if (fd != null) {
      kernel.close(fd);
    }
  }

  /** What a command writes. */
  String output(Syntax command) {
    Pipe pipe = pipe();
    Pid child =
        fork(
            inner -> {
              connect(inner.kernel(), null, pipe);
              inner.runLast(command);
            });
    kernel.close(pipe.writeEnd());
    String text = Streams.readAll(kernel, pipe.readEnd());
    kernel.close(pipe.readEnd());
    substitutionStatus = end(child).shellStatus();
    return text;
  }

  /** The process that {@code %1} is, if there is no doubt about it. */
  String onlyJob() {
    if (shell.dialect() != Dialect.BASH || jobs.size() != 1) {
      throw new Syntax.Unsupported("%1 of several jobs");
    }
    return String.valueOf(last);
  }

  // Waiting

  /** Waits for a child in the foreground. */
  int await(Pid child, int line, String text) {
    WaitStatus end = end(child);
    shell.report(end, line, text, true);
    if (shell.dialect() == Dialect.BASH) {
      jobs.values().forEach(job -> tell(job, line));
    }
    return end.shellStatus();
  }

  /** How a child in the foreground ends; others that end are remembered. */
  private WaitStatus end(Pid child) {
    while (!ends.containsKey(child.number())) {
      collect(kernel.waitid(ANY, WaitFlags.WEXITED));
    }
    return Objects.requireNonNull(ends.remove(child.number()));
  }

  private void collect(WaitStatus end) {
    Job job = jobs.get(end.pid().number());
    if (job == null) {
      ends.put(end.pid().number(), end);
    } else {
      job.end = end;
    }
  }

  /** {@code wait} without operands: 0, or 128 and a signal that there is a trap for. */
  int awaitAll(int line) {
    while (jobs.values().stream().anyMatch(job -> job.end == null)) {
      int signal = awaitChildOrSignal();
      if (signal != 0) {
        return 128 + signal;
      }
    }
    jobs.values().forEach(job -> tell(job, line));
    jobs.clear();
    return 0;
  }

  /** {@code wait PID}. */
  int awaitJob(int process, int line) {
    Job job = jobs.get(process);
    if (job == null) {
      if (shell.dialect() == Dialect.BASH) {
        shell.complain(line, "wait: pid " + process + " is not a child of this shell");
      }
      return NO_CHILD;
    }
    WaitStatus end = job.end;
    while (end == null) {
      int signal = awaitChildOrSignal();
      if (signal != 0) {
        return 128 + signal;
      }
      end = job.end;
    }
    tell(job, line);
    return end.shellStatus();
  }

  private void tell(Job job, int line) {
    WaitStatus end = job.end;
    if (end != null && !job.told) {
      job.told = true;
      shell.report(end, line, job.text, false);
    }
  }

  /** A signal with a trap if that is what comes first, 0 if a child has ended. */
  private int awaitChildOrSignal() {
    if (!shell.traps().areThere()) {
      collectIfEnded(WaitFlags.WEXITED);
      return 0;
    }
    while (!collectIfEnded(WaitFlags.WEXITED.or(WaitFlags.WNOHANG))) {
      int signal = shell.traps().await();
      if (signal != 0) {
        return signal;
      }
    }
    return 0;
  }

  /** False if no child has ended. */
  private boolean collectIfEnded(WaitFlags flags) {
    WaitStatus end = kernel.waitid(ANY, flags);
    if (end.isEnd()) {
      collect(end);
    }
    return end.isEnd();
  }
}
