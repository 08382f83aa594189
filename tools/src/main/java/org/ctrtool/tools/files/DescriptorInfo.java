package org.ctrtool.tools.files;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.jspecify.annotations.Nullable;

/** What /proc/self/fdinfo tells of a descriptor; see proc_pid_fdinfo(5). */
public final class DescriptorInfo {
  private DescriptorInfo() {}

  /** The value of one field, as {@code mnt_id}; null if the file does not have it. */
  public static @Nullable String field(Kernel kernel, Fd descriptor, String name) {
    String label = name + ":\t";
    String info = Files.readText(kernel, "/proc/self/fdinfo/" + descriptor);
    int at = info.startsWith(label) ? 0 : info.indexOf("\n" + label) + 1;
    int end = info.indexOf('\n', at);
    boolean there = info.startsWith(label, at) && end >= 0;
    return there ? info.substring(at + label.length(), end) : null;
  }
}
