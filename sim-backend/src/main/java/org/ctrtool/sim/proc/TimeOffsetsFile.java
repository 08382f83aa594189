package org.ctrtool.sim.proc;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Timespec;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.ns.TimeNamespace;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;

/**
 * {@code /proc/PID/timens_offsets}: the clocks of the time namespace of a process's children;
 * timens_offsets_write() in fs/proc/base.c, proc_timens_set_offset() in kernel/time/namespace.c.
 */
final class TimeOffsetsFile extends ProcessFile {
  private static final int PAGE = 4096;
  private static final long NANOSECONDS = 1_000_000_000L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / NANOSECONDS;
  private static final int MOST_LINES = 2;
  private static final Pattern LINE =
      Pattern.compile("\\s*+(\\S{1,9}+)\\s*+(-?+\\d{1,18}+)\\s*+(\\d{1,18}+)");

  TimeOffsetsFile(ProcSuperBlock proc, Task task) {
    super(proc, task, 0644);
  }

  @Override
  String text(Task reader, Credentials opener) {
    if (task().hasEnded()) {
      return "";
    }
    TimeNamespace.Offsets offsets = task().namespaces().timeForChildren().offsets();
    return line("monotonic", offsets.monotonic()) + line("boottime", offsets.boottime());
  }

  private static String line(String clock, Timespec offset) {
    return "%-10s %10d %9d\n".formatted(clock, offset.seconds(), offset.nanoseconds());
  }

  @Override
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    Refuse.when(offset != 0 || data.length >= PAGE, ProcRule.BAD_VALUE);
    Change change = new Change(new String(data, StandardCharsets.ISO_8859_1));
    Refuse.when(task().hasEnded(), ProcRule.PROCESS_IS_GONE);
    TimeNamespace namespace = task().namespaces().timeForChildren();
    Refuse.unless(
        credentialsOf(file).isCapable(namespace.owner(), Capability.CAP_SYS_TIME),
        ProcRule.CLOCKS_NEED_CAP_SYS_TIME);
    long now = task().machine().clock().sinceBoot() / NANOSECONDS;
    TimeNamespace.Offsets wanted = change.of(namespace.offsets(), now);
    Refuse.when(namespace.isFrozen(), ProcRule.CLOCKS_ARE_IN_USE);
    namespace.setOffsets(wanted);
    return change.taken;
  }

  /** What lines like {@code boottime 10 0} ask for: one or two of them. */
  private static final class Change {
    private final String[] clocks = new String[MOST_LINES];
    private final Timespec[] values = new Timespec[MOST_LINES];
    private int count;
    private int taken;

    Change(String text) {
      int at = 0;
      while (count < MOST_LINES && (count == 0 || at < text.length())) {
        int end = text.indexOf('\n', at);
        take(text.substring(at, end < 0 ? text.length() : end));
        at = end < 0 ? text.length() : end + 1;
      }
      taken = count == MOST_LINES ? at : text.length();
    }

    private void take(String line) {
      Matcher matcher = LINE.matcher(line);
      Refuse.unless(matcher.lookingAt(), ProcRule.BAD_VALUE);
      long nanoseconds = Long.parseLong(matcher.group(3));
      Refuse.when(nanoseconds >= NANOSECONDS, ProcRule.BAD_VALUE);
      clocks[count] =
          switch (matcher.group(1)) {
            case "monotonic", "1" -> "monotonic";
            case "boottime", "7" -> "boottime";
            default -> throw new Refusal(ProcRule.BAD_VALUE);
          };
      values[count++] = new Timespec(Long.parseLong(matcher.group(2)), nanoseconds);
    }

    TimeNamespace.Offsets of(TimeNamespace.Offsets before, long now) {
      TimeNamespace.Offsets changed = before;
      for (int i = 0; i < count; i++) {
        long seconds = values[i].seconds();
        Refuse.when(Math.abs(seconds) > MOST_SECONDS, ProcRule.CLOCK_OUT_OF_RANGE);
        Refuse.when(
            now + seconds < 0 || now + seconds > MOST_SECONDS / 2, ProcRule.CLOCK_OUT_OF_RANGE);
        changed =
            clocks[i].equals("monotonic")
                ? new TimeNamespace.Offsets(values[i], changed.boottime())
                : new TimeNamespace.Offsets(changed.monotonic(), values[i]);
      }
      return changed;
    }
  }
}
