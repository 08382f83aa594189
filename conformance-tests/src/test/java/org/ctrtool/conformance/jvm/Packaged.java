package org.ctrtool.conformance.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the build has made, and how to call it. */
public final class Packaged {
  public static final Path BINARY = Path.of("../native-backend/target/ctrtool").toAbsolutePath();
  public static final Path JVM = Path.of("../cli/target/ctrtool-jvm").toAbsolutePath();

  private static final long SECONDS = 120;
  private static final Pattern NUMBERS =
      Pattern.compile("(?<=shared:|master:|propagate_from:)[0-9]+|^[0-9]+ [0-9]+ [0-9]+:[0-9]+");

  private Packaged() {}

  /** What came of a process. */
  public record Ran(int status, String out, String err) {
    public String succeeded() {
      assertThat(status).as("%s", this).isZero();
      return out;
    }
  }

  /** Skips the test unless all was built, and this is the superuser of a Linux. */
  public static void assumeRootAndBuilt() throws IOException {
    assumeTrue(Files.isExecutable(BINARY), "there is no static binary");
    assumeTrue(Files.isExecutable(JVM), "there is no packaged front end: the build packages it");
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
  }

  /** Who calls. */
  public enum Caller {
    ROOT,
    USER,
    /** The superuser of a user and mount namespace. */
    USER_NAMESPACE;

    List<String> prefix() {
      return switch (this) {
        case ROOT -> List.of();
        case USER -> List.of("setpriv", "--reuid=1234", "--regid=1234", "--clear-groups");
        case USER_NAMESPACE -> List.of("unshare", "-Ur", "-m");
      };
    }
  }

  /** Calls a program from the root directory, with few variables. */
  public static Ran call(Caller caller, Path program, String... arguments) throws Exception {
    return call(caller, program.toString(), arguments);
  }

  public static Ran call(Caller caller, String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(caller.prefix());
    command.add(program);
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("ctrtool", ".out");
    Path err = Files.createTempFile("ctrtool", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
      Process process = builder.start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s ends", command).isTrue();
      return new Ran(process.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  /** Mountinfo with mounts, devices and peer groups numbered by their first appearance. */
  public static List<String> renumbered(List<String> lines) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    return lines.stream()
        .map(
            line ->
                NUMBERS
                    .matcher(line)
                    .replaceAll(found -> Matcher.quoteReplacement(number(found.group(), numbers))))
        .toList();
  }

  private static String number(String found, Map<String, Integer> numbers) {
    StringBuilder text = new StringBuilder();
    String[] words = found.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      String kind = words.length == 1 ? "group" : i == 2 ? "device" : "mount";
      text.append(kind).append(numbers.computeIfAbsent(kind + words[i], key -> numbers.size()));
      text.append(i == words.length - 1 ? "" : " ");
    }
    return text.toString();
  }
}
