package org.ctrtool.conformance.simshell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads {@code shell/scripts.txt}: scripts, what they print, and with which status they end. A
 * script begins with {@code $}, its further lines with {@code >}, a line of its output with {@code
 * |}; a backslash at the end of the output stands for a missing line break.
 */
final class ShellScripts {
  /** A script for one shell; what it prints, and its status on a line of its own. */
  record Script(Dialect dialect, String text, String expected) {
    /** The shell's name. */
    String shell() {
      return dialect == Dialect.BASH ? "bash" : "sh";
    }

    @Override
    public String toString() {
      return shell() + ": " + text;
    }
  }

  private final List<Script> scripts = new ArrayList<>();
  private List<Dialect> dialects = List.of();
  private String text = "";
  private String output = "";

  private ShellScripts() {}

  static List<Script> all() throws IOException {
    ShellScripts reader = new ShellScripts();
    try (InputStream file = ShellScripts.class.getResourceAsStream("/shell/scripts.txt")) {
      byte[] bytes = Objects.requireNonNull(file).readAllBytes();
      new String(bytes, StandardCharsets.US_ASCII).lines().forEach(reader::line);
    }
    return reader.scripts;
  }

  private void line(String line) {
    if (line.isEmpty() || line.startsWith("# ")) {
      return;
    }
    String rest = line.length() > 2 ? line.substring(2) : "";
    switch (line.charAt(0)) {
      case '$' -> text = rest;
      case '>' -> text += "\n" + rest;
      case '|' -> output += rest + "\n";
      case '=' -> end(rest);
      default -> section(line);
    }
  }

  private void section(String line) {
    dialects =
        switch (line) {
          case "## both" -> List.of(Dialect.BASH, Dialect.DASH);
          case "## bash" -> List.of(Dialect.BASH);
          case "## dash" -> List.of(Dialect.DASH);
          default -> throw new IllegalArgumentException(line);
        };
  }

  private void end(String status) {
    boolean open = output.endsWith("\\\n");
    String printed = open ? output.substring(0, output.length() - 2) : output;
    dialects.forEach(each -> scripts.add(new Script(each, text, printed + "=" + status)));
    output = "";
  }
}
