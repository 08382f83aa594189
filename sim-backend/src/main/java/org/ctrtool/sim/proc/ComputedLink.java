package org.ctrtool.sim.proc;

import java.util.function.Function;
import org.ctrtool.sim.fs.Symlink;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A symbolic link whose text depends on who reads it: {@code /proc/self}. */
final class ComputedLink extends Symlink {
  private final Function<Task, String> text;

  ComputedLink(ProcSuperBlock proc, Function<Task, String> text) {
    super(proc, "", Kuid.ROOT, Kgid.ROOT);
    this.text = text;
  }

  @Override
  public String target(PathCaller reader) {
    return text.apply((Task) reader);
  }
}
