package org.ctrtool.sim.proc;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Timespec;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.ns.TimeNamespace;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;

/**
 * {@code /proc/PID/timens_offsets}: the offsets of the time namespace that the process's children
 * will be in; timens_offsets_write() in fs/proc/base.c, proc_timens_set_offset() in
 * kernel/time/namespace.c.
 */
final class TimeOffsetsFile extends ProcessFile {
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\S{1,9})\\s+([-+]?[0-9]{1,18})\\s+([0-9]{1,18})(?![0-9]).*");

  /** KTIME_SEC_MAX: what 64 bits of nanoseconds hold. */
  private static final long MOST_SECONDS = 9_223_372_036L;

  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_LINES = 2;

  TimeOffsetsFile(ProcSuperBlock proc, Task task) {
    super(proc, task, 0644);
  }

  @Override
  String text(Task reader, Credentials opener) {
    TimeNamespace namespace = task().namespaces().timeForChildren();
    return line("monotonic", namespace.monotonic()) + line("boottime", namespace.boottime());
  }

  private static String line(String clock, Timespec offset) {
    return "%-10s %10d %9d%n".formatted(clock, offset.seconds(), offset.nanoseconds());
  }

  @Override
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    Refuse.when(offset != 0 || data.length >= RegularFile.PAGE, ProcRule.BAD_VALUE);
    String[] lines = new String(data, StandardCharsets.ISO_8859_1).split("\n", -1);
    TimeNamespace namespace = task().namespaces().timeForChildren();
    Timespec monotonic = namespace.monotonic();
    Timespec boottime = namespace.boottime();
    int taken = 0;
    int count = 0;
    while (count < MOST_LINES && count < lines.length && (count == 0 || !lines[count].isEmpty())) {
      Matcher line = LINE.matcher(lines[count]);
      Refuse.unless(line.matches(), ProcRule.BAD_VALUE);
      Timespec value = new Timespec(Long.parseLong(line.group(2)), Long.parseLong(line.group(3)));
      Refuse.unless(value.nanoseconds() < SECOND, ProcRule.BAD_VALUE);
      switch (line.group(1)) {
        case "monotonic", "1" -> monotonic = value;
        case "boottime", "7" -> boottime = value;
        default -> throw new Refusal(ProcRule.BAD_VALUE);
      }
      taken += lines[count].length() + 1;
      count++;
    }
    set(namespace, credentialsOf(file), monotonic, boottime);
    return Math.min(taken, data.length);
  }

  private void set(
      TimeNamespace namespace, Credentials opener, Timespec monotonic, Timespec boottime) {
    Refuse.unless(
        opener.isCapable(namespace.owner(), Capability.CAP_SYS_TIME),
        ProcRule.OFFSETS_NEED_CAP_SYS_TIME);
    requireInRange(monotonic);
    requireInRange(boottime);
    Refuse.when(namespace.isFrozen(), ProcRule.TIME_NAMESPACE_IS_IN_USE);
    namespace.setOffsets(monotonic, boottime);
  }

  private void requireInRange(Timespec offset) {
    long sum = task().machine().clock().sinceBoot() / SECOND + offset.seconds();
    Refuse.unless(
        Math.abs(offset.seconds()) <= MOST_SECONDS && sum >= 0 && sum <= MOST_SECONDS / 2,
        ProcRule.CLOCK_WOULD_OVERFLOW);
  }
}
