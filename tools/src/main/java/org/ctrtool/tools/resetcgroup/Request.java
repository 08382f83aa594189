package org.ctrtool.tools.resetcgroup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which groups to enter, and the program. */
public final class Request {
  String base = "/sys/fs/cgroup";

  /** Null: of the usual ones, or of all, those that are there. */
  @Nullable List<String> controllers;

  boolean everything;
  String group = ".";
  boolean systemd;
  boolean unified;
  List<String> more = List.of();
  List<String> command = List.of();

  Request() {}
}
