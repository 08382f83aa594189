package org.ctrtool.conformance.binary;

import java.util.List;

/** One line of a table of mounts; see proc_pid_mountinfo(5). */
record MountLine(
    String root,
    String point,
    List<String> options,
    List<String> propagation,
    String type,
    String source,
    String superOptions) {
  static MountLine of(String line) {
    String[] fields = line.split(" ");
    int separator = List.of(fields).indexOf("-");
    return new MountLine(
        fields[3],
        fields[4],
        List.of(fields[5].split(",")),
        List.of(fields).subList(6, separator),
        fields[separator + 1],
        fields[separator + 2],
        fields[separator + 3]);
  }
}
