package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;

/** Utilities that read lines and write lines. */
final class Filters {
  private Filters() {}

  /** {@code head -nN} and {@code head -N}. */
  static int head(Kernel kernel, List<String> argv, Environment environment) {
    int count = argv.size() == 1 ? 10 : Integer.parseInt(argv.get(1).replaceFirst("-n?", ""));
    print(kernel, input(kernel, argv, 2).stream().limit(count).toList());
    return 0;
  }

  static int sort(Kernel kernel, List<String> argv, Environment environment) {
    require(argv, argv.size() == 1);
    print(kernel, input(kernel, argv, 1).stream().sorted().toList());
    return 0;
  }

  /** {@code wc -l}. */
  static int count(Kernel kernel, List<String> argv, Environment environment) {
    require(argv, argv.equals(List.of("wc", "-l")));
    print(kernel, List.of(String.valueOf(input(kernel, argv, 2).size())));
    return 0;
  }

  /** {@code tr FROM TO} with sets of the same size, and {@code tr -d SET}. */
  static int translate(Kernel kernel, List<String> argv, Environment environment) {
    require(argv, argv.size() == 3);
    boolean delete = argv.get(1).equals("-d");
    String from = unescaped(argv.get(delete ? 2 : 1));
    String to = delete ? "" : unescaped(argv.get(2));
    require(argv, from.matches("(?s)[^-\\[]+") && (delete || to.length() == from.length()));
    String text = Streams.readAll(kernel, Fd.STDIN);
    StringBuilder result = new StringBuilder();
    for (char c : text.toCharArray()) {
      int at = from.indexOf(c);
      if (at < 0) {
        result.append(c);
      } else if (!delete) {
        result.append(to.charAt(at));
      }
    }
    Utilities.print(kernel, result.toString());
    return 0;
  }

  private static String unescaped(String set) {
    return set.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r");
  }

  /** {@code cut -dC -fN} and {@code cut -d C -f N}. */
  static int cut(Kernel kernel, List<String> argv, Environment environment) {
    String options = String.join(" ", argv.subList(1, argv.size()));
    require(argv, options.matches("-d ?. ?-f ?[0-9]+| -f ?[0-9]+"));
    char separator = options.replaceFirst("^-d ?", "").charAt(0);
    int field = Integer.parseInt(options.replaceFirst(".*-f ?", ""));
    List<String> lines = new ArrayList<>();
    for (String line : input(kernel, argv, argv.size())) {
      List<String> fields = Arrays.asList(line.split(Pattern.quote(String.valueOf(separator)), -1));
      lines.add(fields.size() == 1 ? line : field <= fields.size() ? fields.get(field - 1) : "");
    }
    print(kernel, lines);
    return 0;
  }

  /** {@code grep [-c|-v|-q|-E]... PATTERN [FILE]}, with patterns that mean the same to Java. */
  static int grep(Kernel kernel, List<String> argv, Environment environment) {
    List<String> operands = new ArrayList<>(argv.subList(1, argv.size()));
    String options = "";
    while (operands.get(0).matches("-[cvqE]+")) {
      options += operands.remove(0);
    }
    String expression = operands.get(0);
    boolean extended = options.contains("E");
    require(
        argv,
        !expression.startsWith("-") && (extended || !expression.matches(".*[\\\\+?{}()|].*")));
    Pattern pattern = Pattern.compile(expression);
    boolean inverse = options.contains("v");
    List<String> found =
        input(kernel, operands, 1).stream()
            .filter(line -> pattern.matcher(line).find() != inverse)
            .toList();
    if (options.contains("c")) {
      print(kernel, List.of(String.valueOf(found.size())));
    } else if (!options.contains("q")) {
      print(kernel, found);
    }
    return found.isEmpty() ? 1 : 0;
  }

  /** The lines of the file that {@code words} name from a place on, or of standard input. */
  private static List<String> input(Kernel kernel, List<String> words, int from) {
    String text =
        words.size() > from
            ? words.subList(from, words.size()).stream()
                .map(file -> Streams.readFile(kernel, file))
                .collect(Collectors.joining())
            : Streams.readAll(kernel, Fd.STDIN);
    return text.lines().toList();
  }

  private static void print(Kernel kernel, List<String> lines) {
    lines.forEach(line -> Utilities.print(kernel, line + "\n"));
  }

  private static void require(List<String> argv, boolean known) {
    if (!known) {
      throw new Syntax.Unsupported(argv.toString());
    }
  }
}
