package org.ctrtool.sim.proc;

import java.util.function.Function;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fs.MagicLink;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.DPath;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * A link of a process that leads to an object: {@code cwd}, {@code root}, {@code exe}, {@code
 * fd/N}.
 */
final class ProcessLink extends MagicLink {
  private final Task task;
  private final boolean untilReaped;
  private final Function<Task, @Nullable Location> where;

  private ProcessLink(
      ProcSuperBlock proc,
      Task task,
      boolean untilReaped,
      Function<Task, @Nullable Location> where) {
    super(proc, Kuid.ROOT, Kgid.ROOT);
    this.task = task;
    this.untilReaped = untilReaped;
    this.where = where;
  }

  /** To what a process gives up when it ends. */
  static ProcessLink untilEnd(
      ProcSuperBlock proc, Task task, Function<Task, @Nullable Location> where) {
    return new ProcessLink(proc, task, false, where);
  }

  /** To what is still known of a process that has ended. */
  static ProcessLink untilReaped(
      ProcSuperBlock proc, Task task, Function<Task, @Nullable Location> where) {
    return new ProcessLink(proc, task, true, where);
  }

  @Override
  public Kuid owner() {
    return ProcessFile.ownerOf(task);
  }

  @Override
  public Kgid group() {
    return ProcessFile.groupOf(task);
  }

  @Override
  public Location follow(PathCaller follower) {
    ProcessAccessCheck.requireReadable(follower, task);
    Location place = untilReaped || !task.hasEnded() ? where.apply(task) : null;
    if (place == null) {
      throw new Refusal(ProcRule.NOTHING_THERE);
    }
    return place;
  }

  @Override
  public String target(PathCaller reader) {
    return DPath.shown(follow(reader), reader.fs().root());
  }
}
