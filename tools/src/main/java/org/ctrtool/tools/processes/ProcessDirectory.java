package org.ctrtool.tools.processes;

import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.files.DescriptorInfo;
import org.ctrtool.tools.files.Files;
import org.jspecify.annotations.Nullable;

/**
 * The child's directory in /proc, of which it has been made sure that it is the child's: the
 * mounted /proc may count the processes of another PID namespace.
 *
 * @param kernel where the child is
 * @param child the child
 * @param directory its directory in /proc
 * @param process a descriptor of the child
 */
public record ProcessDirectory(Kernel kernel, Pid child, Fd directory, Fd process) {
  private static final long PROC_SUPER_MAGIC = 0x9FA0;

  /**
   * Opens the directory of {@code child}, which must not have been reaped.
   *
   * @throws ToolFailure if the directory of that number is another process's
   */
  public static ProcessDirectory of(Kernel kernel, Pid child) {
    kernel.doing("opening the child's directory in /proc");
    Fd process = kernel.pidfdOpen(child);
    OpenFlags flags =
        OpenFlags.O_RDONLY
            .or(OpenFlags.O_DIRECTORY)
            .or(OpenFlags.O_NOFOLLOW)
            .or(OpenFlags.O_CLOEXEC);
    Fd directory = kernel.openat(Fd.AT_FDCWD, "/proc/" + child, flags, Mode.NONE);
    boolean proc = kernel.fstatfsType(directory) == PROC_SUPER_MAGIC;
    if (!proc || !child.toString().equals(DescriptorInfo.field(kernel, process, "Pid"))) {
      throw new ToolFailure(
          "/proc/" + child + " is not the child: /proc is of another PID namespace");
    }
    return new ProcessDirectory(kernel, child, directory, process);
  }

  /** Opens what the directory has by this name. */
  public Fd open(String name) {
    return kernel.openat(directory, name, OpenFlags.O_CLOEXEC, Mode.NONE);
  }

  /**
   * Writes the ID maps that are given.
   *
   * @param writer who writes: this process, or a child of it that has the directory
   * @param denySetgroups forbids setgroups(2) before: a group map without privileges needs that
   */
  public void writeMaps(
      ChildKernel writer, boolean denySetgroups, @Nullable IdMap users, @Nullable IdMap groups) {
    if (denySetgroups) {
      writer.doing("forbidding setgroups");
      Files.write(writer, directory, "setgroups", "deny");
    }
    writeMap(writer, "uid_map", users);
    writeMap(writer, "gid_map", groups);
  }

  private void writeMap(ChildKernel writer, String name, @Nullable IdMap map) {
    if (map != null) {
      writer.doing("writing " + name);
      Files.write(writer, directory, name, map.toString());
    }
  }

  /** Closes the descriptors. */
  public void close() {
    kernel.close(directory);
    kernel.close(process);
  }
}
