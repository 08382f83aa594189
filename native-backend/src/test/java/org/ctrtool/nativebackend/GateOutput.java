package org.ctrtool.nativebackend;

import java.nio.charset.StandardCharsets;

/** How the compiled self-test program speaks when it is a static binary. */
public final class GateOutput {
  private GateOutput() {}

  public static void printAndExit(String text) {
    Sys.write(1, text.getBytes(StandardCharsets.UTF_8));
    Sys.exit(0);
  }
}
