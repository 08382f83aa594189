package org.ctrtool.nativebackend;

import java.nio.charset.StandardCharsets;

/** The entry point of the static binary: the one place that catches whatever a tool let go. */
public final class Main {
  private Main() {}

  public static void main(String[] none) {
    int status = guarded();
    Sys.exit(status);
  }

  private static int guarded() {
    try {
      return Start.run();
    } catch (Throwable failure) {
      return report(failure);
    }
  }

  /** Says that something went wrong that no tool foresaw; answers the exit status. */
  static int report(Throwable failure) {
    String message = failure.getMessage();
    Sys.write(
        2,
        ("ctrtool: internal error: "
                + failure.getClass().getName()
                + (message == null ? "" : ": " + message)
                + "\n")
            .getBytes(StandardCharsets.UTF_8));
    return 125;
  }
}
