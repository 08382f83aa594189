package org.ctrtool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.OsStrings;
import org.ctrtool.linux.Inherited;

/**
 * The arguments and the environment as bytes. A JVM decodes them with the locale's character set
 * and loses what that cannot express, so they are read again where Linux shows them.
 */
final class ProcessWords {
  private ProcessWords() {}

  /**
   * The argument vector.
   *
   * @param name what argv[0] shall be
   * @param decoded the arguments as the JVM gave them
   */
  static List<String> argv(String name, List<String> decoded) {
    return argv(name, decoded, words(Path.of("/proc/self/cmdline")));
  }

  static List<String> argv(String name, List<String> decoded, List<String> raw) {
    List<String> argv = new ArrayList<>();
    argv.add(name);
    // The words of the JVM itself come first. Fewer words than arguments means another launcher.
    boolean complete = raw.size() > decoded.size();
    argv.addAll(complete ? raw.subList(raw.size() - decoded.size(), raw.size()) : decoded);
    return argv;
  }

  /** The environment this process was started with. */
  static Environment environment() {
    if (Files.isReadable(Path.of("/proc/self/environ"))) {
      return Inherited.environment();
    }
    List<String> variables = new ArrayList<>();
    System.getenv().forEach((name, value) -> variables.add(name + "=" + value));
    return new Environment(variables);
  }

  /** What ends with a zero byte each, in a file; nothing if it cannot be read. */
  private static List<String> words(Path file) {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException unreadable) {
      return List.of();
    }
    return words(content);
  }

  static List<String> words(byte[] content) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < content.length; i++) {
      if (content[i] == 0) {
        words.add(OsStrings.decode(content, start, i - start));
        start = i + 1;
      }
    }
    return words;
  }
}
