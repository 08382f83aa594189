package org.ctrtool.sim.proc;

import java.util.Locale;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.sim.task.Task;

/** The text of {@code /proc/PID/limits}; proc_pid_limits() in fs/proc/base.c. */
final class Limits {
  private static final String[][] NAMES = {
    {"Max cpu time", "seconds"},
    {"Max file size", "bytes"},
    {"Max data size", "bytes"},
    {"Max stack size", "bytes"},
    {"Max core file size", "bytes"},
    {"Max resident set", "bytes"},
    {"Max processes", "processes"},
    {"Max open files", "files"},
    {"Max locked memory", "bytes"},
    {"Max address space", "bytes"},
    {"Max file locks", "locks"},
    {"Max pending signals", "signals"},
    {"Max msgqueue size", "bytes"},
    {"Max nice priority", ""},
    {"Max realtime priority", ""},
    {"Max realtime timeout", "us"},
  };

  private Limits() {}

  static String of(Task task) {
    StringBuilder text = new StringBuilder();
    text.append(line("Limit", "Soft Limit", "Hard Limit", "Units"));
    for (Resource each : Resource.values()) {
      RLimit limit = task.limit(each);
      String[] name = NAMES[each.number()];
      text.append(line(name[0], shown(limit.soft()), shown(limit.hard()), name[1]));
    }
    return text.toString();
  }

  private static String line(String name, String soft, String hard, String unit) {
    return String.format(Locale.ROOT, "%-25s %-20s %-20s %-10s\n", name, soft, hard, unit);
  }

  private static String shown(long value) {
    return value == RLimit.INFINITY ? "unlimited" : Long.toUnsignedString(value);
  }
}
