package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.SimProgram;
import org.jspecify.annotations.Nullable;

/** Utilities that read lines and write lines. */
final class Filters {
  static final Map<String, SimProgram> ALL =
      Map.of(
          "cut", Filters::cut,
          "grep", Filters::grep,
          "sed", Sed::main,
          "sort", Filters::sort,
          "tr", Translation::main,
          "uniq", Filters::unique,
          "wc", Filters::count);

  private Filters() {}

  // sort

  private static int sort(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "k: n r u");
    Comparator<String> order = order(options);
    Input input = Input.of(kernel, "sort: cannot read: %s: %s", options.operands());
    if (!input.complete()) {
      return 2;
    }
    List<String> lines = new ArrayList<>(input.lines());
    lines.sort(order);
    print(kernel, options.has("u") ? List.copyOf(new java.util.LinkedHashSet<>(lines)) : lines);
    return 0;
  }

  /** By the bytes of the key, then by those of the line. */
  private static Comparator<String> order(Options options) {
    Comparator<String> bytes = (a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b));
    Comparator<String> order = bytes;
    String key = options.value("k");
    if (key != null) {
      if (!key.matches("[1-9]") || options.has("n") || options.has("u")) {
        throw options.unknown();
      }
      int field = Integer.parseInt(key);
      order = Comparator.comparing((String line) -> fromField(line, field), bytes);
    } else if (options.has("n")) {
      order = Comparator.comparingLong(Filters::numberOf);
    }
    if (options.has("u") && options.has("n")) {
      throw options.unknown();
    }
    return (options.has("r") ? order.reversed() : order)
        .thenComparing(options.has("r") ? bytes.reversed() : bytes);
  }

  /** A field includes the blanks in front of it. */
  private static String fromField(String line, int field) {
    int at = 0;
    for (int i = 1; i < field; i++) {
      while (at < line.length() && " \t".indexOf(line.charAt(at)) >= 0) {
        at++;
      }
      while (at < line.length() && " \t".indexOf(line.charAt(at)) < 0) {
        at++;
      }
    }
    return line.substring(at);
  }

  private static long numberOf(String line) {
    String digits = line.replaceFirst("^[ \t]*(-?[0-9]*).*$", "$1");
    return digits.matches("-?[0-9]+") ? Long.parseLong(digits) : 0;
  }

  // uniq

  private static int unique(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "c").requireOperands(0, 1);
    Input input = Input.of(kernel, "uniq: %s: %s", options.operands());
    List<String> lines = input.lines();
    List<String> result = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < lines.size(); i++) {
      count++;
      if (i + 1 == lines.size() || !lines.get(i + 1).equals(lines.get(i))) {
        result.add((options.has("c") ? "%7d ".formatted(count) : "") + lines.get(i));
        count = 0;
      }
    }
    print(kernel, result);
    return input.complete() ? 0 : 1;
  }

  // wc

  /** {@code wc -l} and {@code wc -c}, of standard input or one file. */
  private static int count(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "c|bytes l|lines").requireOperands(0, 1);
    if (options.has("c") == options.has("l")) {
      throw options.unknown();
    }
    Input input = Input.of(kernel, "wc: %s: %s", options.operands());
    if (!input.complete()) {
      return 1;
    }
    String text = input.text();
    long count =
        options.has("c") ? bytes(text).length : text.chars().filter(c -> c == '\n').count();
    String name = options.operands().isEmpty() ? "" : " " + options.operands().get(0);
    print(kernel, List.of(count + name));
    return 0;
  }

  // cut

  private static int cut(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "d: f: c: b: s");
    String list = options.value("f");
    String delimiter = options.value("d", "\t");
    if (delimiter.length() != 1 || options.values("b").size() + options.values("c").size() > 1) {
      throw options.unknown();
    }
    Input input = Input.of(kernel, "cut: %s: %s", options.operands());
    for (String line : input.lines()) {
      if (list == null) {
        Places places = Places.of(options.value("c", options.value("b", "")), options);
        Utilities.print(kernel, OsStrings.decode(places.in(bytes(line))) + "\n");
      } else if (line.contains(delimiter)) {
        List<String> fields = List.of(line.split(Pattern.quote(delimiter), -1));
        String chosen = String.join(delimiter, Places.of(list, options).in(fields));
        Utilities.print(kernel, chosen + "\n");
      } else if (!options.has("s")) {
        Utilities.print(kernel, line + "\n");
      }
    }
    return input.complete() ? 0 : 1;
  }

  /** A list of places such as {@code 1,3-4,6-}. */
  private record Places(TreeSet<Integer> single, int from) {
    static Places of(String list, Options options) {
      TreeSet<Integer> single = new TreeSet<>();
      int from = Integer.MAX_VALUE;
      for (String part : list.split(",", -1)) {
        String[] ends = part.split("-", -1);
        if (!part.matches("[1-9][0-9]*(-[0-9]*)?|-[1-9][0-9]*")) {
          throw options.unknown();
        }
        int first = ends[0].isEmpty() ? 1 : Integer.parseInt(ends[0]);
        if (ends.length > 1 && ends[1].isEmpty()) {
          from = Math.min(from, first);
        } else {
          int last = Integer.parseInt(ends[ends.length - 1]);
          for (int i = first; i <= last; i++) {
            single.add(i);
          }
        }
      }
      return new Places(single, from);
    }

    private boolean has(int place) {
      return place >= from || single.contains(place);
    }

    List<String> in(List<String> fields) {
      List<String> chosen = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        if (has(i + 1)) {
          chosen.add(fields.get(i));
        }
      }
      return chosen;
    }

    byte[] in(byte[] line) {
      java.io.ByteArrayOutputStream chosen = new java.io.ByteArrayOutputStream();
      for (int i = 0; i < line.length; i++) {
        if (has(i + 1)) {
          chosen.write(line[i]);
        }
      }
      return chosen.toByteArray();
    }
  }

  // grep

  private static int grep(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "c e: E F h o q v x");
    List<String> files = new ArrayList<>(options.operands());
    List<String> patterns = options.values("e");
    if (patterns.isEmpty()) {
      options.requireOperands(1, Integer.MAX_VALUE);
      patterns = List.of(files.remove(0));
    }
    if (files.size() > 1 && !options.has("h") || options.has("o") && options.has("v")) {
      throw options.unknown();
    }
    List<RegularExpression> expressions =
        patterns.stream().map(pattern -> expression(pattern, options)).toList();
    Input input = Input.of(kernel, "grep: %s: %s", files);
    List<String> found =
        input.lines().stream().filter(line -> isIn(line, expressions, options)).toList();
    if (options.has("c")) {
      print(kernel, List.of(String.valueOf(found.size())));
    } else if (!options.has("q")) {
      print(kernel, options.has("o") ? parts(found, expressions) : found);
    }
    return !input.complete() ? 2 : found.isEmpty() ? 1 : 0;
  }

  private static RegularExpression expression(String pattern, Options options) {
    if (options.has("F")) {
      return RegularExpression.fixed(pattern);
    }
    return options.has("E")
        ? RegularExpression.extended(pattern)
        : RegularExpression.basic(pattern);
  }

  private static boolean isIn(String line, List<RegularExpression> expressions, Options options) {
    boolean whole = options.has("x");
    boolean found =
        expressions.stream().anyMatch(each -> whole ? each.isWhole(line) : each.isIn(line));
    return found != options.has("v");
  }

  /** What of the lines matched, in order. */
  private static List<String> parts(List<String> lines, List<RegularExpression> expressions) {
    List<String> parts = new ArrayList<>();
    for (String line : lines) {
      int at = 0;
      MatchResult match = first(line, at, expressions);
      while (match != null) {
        if (match.end() > match.start()) {
          parts.add(match.group());
        }
        at = Math.max(match.end(), match.start() + 1);
        match = at > line.length() ? null : first(line, at, expressions);
      }
    }
    return parts;
  }

  private static @Nullable MatchResult first(
      String line, int from, List<RegularExpression> expressions) {
    MatchResult best = null;
    for (RegularExpression each : expressions) {
      MatchResult match = each.find(line, from);
      if (match != null
          && (best == null
              || match.start() < best.start()
              || match.start() == best.start() && match.end() > best.end())) {
        best = match;
      }
    }
    return best;
  }

  private static byte[] bytes(String text) {
    return OsStrings.encode(text);
  }

  private static void print(Kernel kernel, List<String> lines) {
    if (!lines.isEmpty()) {
      Utilities.print(kernel, String.join("\n", lines) + "\n");
    }
  }
}
