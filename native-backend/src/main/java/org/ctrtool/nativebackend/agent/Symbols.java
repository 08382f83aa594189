package org.ctrtool.nativebackend.agent;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * What the symbols in the calls of a script stand for. A descriptor may be a register ({@link
 * Fd#register}); a process ID may be a task ({@link #pidOf}); <code>{1}</code> in a string is the
 * process ID of task 1.
 */
public final class Symbols {
  /** The tasks' descriptor of the proc file system: always there, and not in their lists. */
  public static final Fd PROC = new Fd(900);

  private static final Fd NOT_OPEN = new Fd(-1);
  private static final int FIRST_TASK = -1_000_000;

  private final List<Fd> registers = new ArrayList<>();
  private final List<Pid> tasks = new ArrayList<>();
  private final List<Integer> elsewhere = new ArrayList<>();

  /** Nothing is known yet. */
  public Symbols() {}

  /** The symbol for the process ID of a task. */
  public static Pid pidOf(int task) {
    return new Pid(FIRST_TASK - task);
  }

  /** The task that {@code pid} is the symbol of, or -1. */
  public static int taskOf(Pid pid) {
    return pid.number() <= FIRST_TASK ? FIRST_TASK - pid.number() : -1;
  }

  /** Remembers what a call opened. */
  public void opened(int register, Fd fd) {
    while (registers.size() <= register) {
      registers.add(NOT_OPEN);
    }
    registers.set(register, fd);
  }

  /** Remembers what a step opened: a descriptor, both of a pipe, the first two of a message. */
  public void opened(Script.Perform step, @Nullable Object answer) {
    switch (answer) {
      case Fd fd -> remember(step.register(), fd);
      case Pipe pipe -> {
        remember(step.register(), pipe.readEnd());
        remember(step.second(), pipe.writeEnd());
      }
      case ReceivedMessage message -> {
        List<Fd> received = message.descriptors();
        if (!received.isEmpty()) {
          remember(step.register(), received.get(0));
        }
        if (received.size() > 1) {
          remember(step.second(), received.get(1));
        }
      }
      case null, default -> {}
    }
  }

  private void remember(int register, Fd fd) {
    if (register != Script.NONE) {
      opened(register, fd);
    }
  }

  /** Remembers who does not count processes as the first task does. */
  public void forked(Script.Fork step) {
    if (step.flags().has(CloneFlags.CLONE_NEWPID) || isElsewhere(step.task())) {
      elsewhere.add(step.child());
    }
  }

  /** Whether a task does not count processes as the first task does. */
  boolean isElsewhere(int task) {
    return elsewhere.contains(task);
  }

  /**
   * An answer with the symbols of tasks instead of their process IDs. What a task in another PID
   * namespace is told stays as it is: numbers are small there, and always the same.
   *
   * @param task who got the answer
   */
  public @Nullable Object named(int task, @Nullable Object answer) {
    if (isElsewhere(task)) {
      return answer;
    }
    return switch (answer) {
      case PeerCredentials peer -> named(peer);
      case ReceivedMessage message -> named(message);
      case List<?> list when !list.isEmpty() && list.get(0) instanceof ReceivedMessage -> {
        List<ReceivedMessage> messages = new ArrayList<>();
        for (Object each : list) {
          messages.add(named((ReceivedMessage) each));
        }
        yield messages;
      }
      case WaitStatus status ->
          new WaitStatus(named(status.pid()), status.cause(), status.status());
      case null, default -> answer;
    };
  }

  private ReceivedMessage named(ReceivedMessage message) {
    PeerCredentials sender = message.sender();
    return new ReceivedMessage(
        message.data(),
        message.length(),
        sender == null ? null : named(sender),
        message.descriptors(),
        message.flags());
  }

  private PeerCredentials named(PeerCredentials peer) {
    return new PeerCredentials(named(peer.process()), peer.user(), peer.group());
  }

  private Pid named(Pid pid) {
    int task = tasks.indexOf(pid);
    return task < 0 ? pid : pidOf(task);
  }

  /** Remembers a new task. */
  public void born(int task, Pid pid) {
    while (tasks.size() <= task) {
      tasks.add(new Pid(Integer.MAX_VALUE));
    }
    tasks.set(task, pid);
  }

  /** The call with its symbols replaced; what was never opened is -1. */
  public Call resolve(Call call) {
    Call resolved = call;
    for (int i = 0; i < call.argumentCount(); i++) {
      Object argument = call.argument(i);
      Object changed = resolve(argument);
      if (changed != null) {
        resolved = resolved.with(i, changed);
      }
    }
    return resolved;
  }

  /** What {@code argument} is to be replaced with, or null. */
  private @Nullable Object resolve(@Nullable Object argument) {
    return switch (argument) {
      case Fd fd when fd.isRegister() -> fd(fd);
      case Pid pid when taskOf(pid) >= 0 -> pid(taskOf(pid));
      case String text when text.indexOf('{') >= 0 -> text(text);
      case MountAttr attr when attr.userNamespace().isRegister() ->
          new MountAttr(attr.set(), attr.clear(), attr.propagation(), fd(attr.userNamespace()));
      case LoopConfig config when config.backing().isRegister() ->
          new LoopConfig(fd(config.backing()), config.readOnly());
      case List<?> list when !list.isEmpty() && list.get(0) instanceof PollFd -> polls(list);
      case List<?> list when !list.isEmpty() && list.get(0) instanceof Fd -> descriptors(list);
      case null, default -> null;
    };
  }

  private Fd fd(Fd register) {
    int index = register.registerIndex();
    return index < registers.size() ? registers.get(index) : NOT_OPEN;
  }

  private Pid pid(int task) {
    return task < tasks.size() ? tasks.get(task) : new Pid(Integer.MAX_VALUE);
  }

  private String text(String text) {
    String resolved = text;
    for (int i = 0; i < tasks.size(); i++) {
      resolved = resolved.replace("{" + i + "}", Integer.toString(tasks.get(i).number()));
    }
    return resolved;
  }

  private List<Fd> descriptors(List<?> list) {
    List<Fd> resolved = new ArrayList<>();
    for (Object element : list) {
      Fd fd = (Fd) element;
      resolved.add(fd.isRegister() ? fd(fd) : fd);
    }
    return resolved;
  }

  private List<PollFd> polls(List<?> list) {
    List<PollFd> resolved = new ArrayList<>();
    for (Object element : list) {
      PollFd poll = (PollFd) element;
      Fd fd = poll.fd();
      resolved.add(fd.isRegister() ? new PollFd(fd(fd), poll.events()) : poll);
    }
    return resolved;
  }
}
