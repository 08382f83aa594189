package org.ctrtool.nativebackend.agent;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollFd;
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
