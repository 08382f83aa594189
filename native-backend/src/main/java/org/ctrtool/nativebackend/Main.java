package org.ctrtool.nativebackend;

import java.nio.charset.StandardCharsets;
import org.ctrtool.nativebackend.agent.Relay;

/** The entry point of the static binary: the one place that catches whatever a tool let go. */
public final class Main {
  private Main() {}

  public static void main(String[] none) {
    int status = guarded();
    Sys.exit(status);
  }

  private static int guarded() {
    try {
      return isAgent() ? Relay.run() : Demo.run();
    } catch (Throwable failure) {
      return report(failure);
    }
  }

  /** The hidden mode for tests. */
  private static boolean isAgent() {
    return NativeMachine.argumentCount() == 2
        && new String(NativeMachine.argument(1), StandardCharsets.UTF_8).equals("_agent");
  }

  private static int report(Throwable failure) {
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
