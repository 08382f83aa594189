package org.ctrtool.api.tape;

import org.ctrtool.api.Errno;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;

/** What a process that runs a sequence for another one tells it: one message each. */
public sealed interface HelperReport {
  /** The most bytes a report has; longer texts are cut. */
  int LIMIT = 16 * 1024;

  /**
   * The task that plays the tape was made.
   *
   * @param pid its process ID, as the helper sees it
   */
  record Cloned(Pid pid) implements HelperReport {}

  /**
   * No task could be made.
   *
   * @param errno why
   */
  record NotCloned(Errno errno) implements HelperReport {}

  /** The descriptor that comes with this message is the one that was wanted. */
  record Opened() implements HelperReport {}

  /**
   * A step failed, and with it the sequence.
   *
   * @param step which one, counted from 0; -1 before the first
   * @param errno why the call was refused; {@link #NO_ERRNO} if it was something else
   * @param what the call; or what else went wrong
   */
  record Failed(int step, Errno errno, String what) implements HelperReport {
    /** Nothing that a kernel refused. */
    public static final Errno NO_ERRNO = new Errno(0);

    /** What {@code failure} says of itself. */
    public static Failed of(int step, Throwable failure) {
      if (failure instanceof KernelException refused) {
        return new Failed(step, refused.errno(), cut(refused.call()));
      }
      String message = failure.getMessage();
      return new Failed(
          step, NO_ERRNO, cut(message == null ? failure.getClass().getName() : message));
    }

    private static String cut(String text) {
      return text.length() <= LIMIT / 8 ? text : text.substring(0, LIMIT / 8) + "...";
    }

    /** The failure as the exception it was. */
    public RuntimeException toException() {
      return errno.equals(NO_ERRNO)
          ? new IllegalStateException(what)
          : new KernelException(errno, what);
    }
  }

  /**
   * The next thing is an exec. If nothing follows, it succeeded (or somebody killed the process at
   * this very moment).
   */
  record ReachedExec() implements HelperReport {}

  /** The binary form. */
  default byte[] encode() {
    TapeWriter out = new TapeWriter();
    switch (this) {
      case Cloned cloned -> out.u8(1).u32(cloned.pid().number());
      case NotCloned not -> out.u8(2).u32(not.errno().number());
      case Opened opened -> out.u8(3);
      case Failed failed ->
          out.u8(4).u32(failed.step()).u32(failed.errno().number()).text(failed.what());
      case ReachedExec reached -> out.u8(5);
    }
    return out.toBytes();
  }

  /**
   * Reads the binary form.
   *
   * @throws TapeException if it is none
   */
  static HelperReport decode(byte[] bytes) {
    TapeReader in = new TapeReader(bytes);
    HelperReport report =
        switch (in.u8()) {
          case 1 -> new Cloned(new Pid(in.u32()));
          case 2 -> new NotCloned(new Errno(in.u32()));
          case 3 -> new Opened();
          case 4 -> new Failed(in.u32(), new Errno(in.u32()), in.text());
          case 5 -> new ReachedExec();
          default -> throw new TapeException("an unknown report");
        };
    in.expectEnd();
    return report;
  }
}
