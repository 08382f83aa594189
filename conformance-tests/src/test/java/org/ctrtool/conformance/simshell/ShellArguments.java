package org.ctrtool.conformance.simshell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shell is given: {@code -c SCRIPT [NAME [PARAMETER...]]}, {@code FILE [PARAMETER...]}, or
 * nothing, and it reads its input.
 *
 * @param name {@code $0}
 * @param shell what the shell itself was called
 */
record ShellArguments(
    @Nullable String script,
    @Nullable String file,
    String name,
    String shell,
    List<String> parameters) {
  static ShellArguments of(List<String> argv) {
    List<String> words = argv.subList(1, argv.size());
    if (words.isEmpty()) {
      return new ShellArguments(null, null, argv.get(0), argv.get(0), List.of());
    }
    String first = words.get(0);
    if (first.equals("-c") && words.size() > 1) {
      String name = words.size() > 2 ? words.get(2) : argv.get(0);
      return new ShellArguments(words.get(1), null, name, argv.get(0), from(words, 3));
    }
    if (first.equals("-s")) {
      return new ShellArguments(null, null, argv.get(0), argv.get(0), from(words, 1));
    }
    if (first.startsWith("-") || first.startsWith("+")) {
      throw new Syntax.Unsupported(argv.toString());
    }
    return new ShellArguments(null, first, first, argv.get(0), from(words, 1));
  }

  private static List<String> from(List<String> words, int index) {
    return List.copyOf(words.subList(Math.min(index, words.size()), words.size()));
  }
}
