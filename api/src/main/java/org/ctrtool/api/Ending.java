package org.ctrtool.api;

import org.jspecify.annotations.Nullable;

/**
 * How a sequence of calls ends that cannot go on: one line on standard error and an exit status.
 *
 * @param name who speaks, as {@code ctrtool run}
 * @param status the exit status of a failure before an exec
 * @param told an open descriptor that the exit status is written to, as one byte; a close-on-exec
 *     pipe tells its reader so what it cannot see otherwise, a failed exec from a program that ends
 *     the same way; null if nobody wants to know
 */
public record Ending(String name, int status, @Nullable Fd told) {
  /** The program was found but cannot be executed. */
  public static final int CANNOT_EXECUTE = 126;

  /** The program was not found. */
  public static final int NOT_FOUND = 127;

  /** An ending that is told nobody else. */
  public Ending(String name, int status) {
    this(name, status, null);
  }

  /**
   * The line for {@code failed}, with its line break.
   *
   * @param doing what was being done; empty if nobody said
   */
  public String message(String doing, Throwable failed) {
    String what = doing.isEmpty() ? "" : doing + ": ";
    return name + ": " + what + description(failed) + "\n";
  }

  /** The exit status for {@code failed}. */
  public int statusOf(Throwable failed) {
    if (failed instanceof KernelException refused && refused.call().startsWith("exec")) {
      boolean missing =
          refused.errno().equals(Errno.ENOENT) || refused.errno().equals(Errno.ENOTDIR);
      return missing ? NOT_FOUND : CANNOT_EXECUTE;
    }
    return status;
  }

  private static String description(Throwable failed) {
    if (failed instanceof KernelException refused) {
      Reason reason = refused.reason();
      return refused.getMessage()
          + " ("
          + (reason == null ? refused.errno().description() : reason.explanation())
          + ")";
    }
    String message = failed.getMessage();
    String kind = failed.getClass().getSimpleName();
    return message == null ? kind : failed instanceof NotModelled ? message : kind + ": " + message;
  }
}
