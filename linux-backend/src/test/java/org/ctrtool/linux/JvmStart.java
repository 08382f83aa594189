package org.ctrtool.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that start {@link JvmProbe}; its arguments follow. */
final class JvmStart {
  /** The static binary. */
  static final Path BINARY = Path.of("../native-backend/target/ctrtool").toAbsolutePath();

  private static final Path SCRIPT = Path.of("src/main/sh/with-jvm").toAbsolutePath();
  private static final String JAVA = System.getProperty("java.home") + "/bin/java";

  private JvmStart() {}

  /** Without a static binary. */
  static List<String> plain() {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), JAVA));
    command.addAll(probe());
    return command;
  }

  /** With one, so that signals wait for the program. */
  static List<String> withholdingSignals() {
    return withholdingSignals(JAVA);
  }

  /** The same, with something else that is called like a JVM. */
  static List<String> withholdingSignals(String java) {
    String script = "_ctrtool_binary=$0; . '" + SCRIPT + "'";
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, BINARY.toString(), java));
    command.addAll(probe());
    return command;
  }

  private static List<String> probe() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        JvmProbe.class.getName());
  }
}
