package org.ctrtool.sim.task;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.sim.mount.Location;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs.
 *
 * @param file its file; null for what was there at boot
 * @param name the name that the task got from it
 * @param argv its arguments
 * @param environment its environment
 */
public record Program(
    @Nullable Location file, String name, List<String> argv, Environment environment) {
  static final Program NONE =
      new Program(null, "init", List.of("init"), new Environment(List.of()));

  /** A process runs it: nobody may write to its file, and the mount is busy. */
  void begin() {
    if (file != null) {
      file.mount().use();
      file.dentry().inode().hold();
      file.dentry().inode().denyWriting();
    }
  }

  /** A process does not run it any more. */
  void end() {
    if (file != null) {
      file.dentry().inode().allowWriting();
      file.dentry().inode().release();
      file.mount().unuse();
    }
  }

  /** Takes a copy of the list. */
  public Program {
    argv = List.copyOf(argv);
  }
}
