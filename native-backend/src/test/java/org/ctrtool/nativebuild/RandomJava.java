package org.ctrtool.nativebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random Java in the style that the natively compiled modules allow: at most one try per
 * method, never nested, around a single call, no finally, no local assigned inside a try and read
 * after it. A seed gives one class.
 */
final class RandomJava {
  private static final int INPUTS = 24;

  private final Random random;
  private final String name;
  private final int methods;
  private final StringBuilder out = new StringBuilder();
  private final List<String> ints = new ArrayList<>();
  private final List<String> longs = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private int names;
  private int current;
  private int loops;

  RandomJava(long seed, int methods) {
    random = new Random(seed);
    name = "Random" + seed;
    this.methods = methods;
  }

  String name() {
    return name;
  }

  String source() {
    out.append(
        """
        package gate;

        import java.util.*;
        import java.util.function.IntSupplier;
        import org.ctrtool.nativebackend.Refusal;

        final class %s {
          static int fuel;
          static int total;
          static String last = "";

          record Box(int number, String text) {}

          static int attempt(IntSupplier call) {
            try {
              return call.getAsInt();
            } catch (Refusal refused) {
              return -refused.number;
            }
          }

          static void maybe(int x) {
            if ((x & 7) == 3) throw new Refusal(x & 63);
          }

        """
            .formatted(name));
    for (current = 0; current < methods; current++) {
      method();
    }
    top();
    return out.append("}\n").toString();
  }

  private void top() {
    out.append(
        "  static int select(int f, int a, int b, long c, String s) {\n    return switch (f) {\n");
    for (int i = 0; i < methods; i++) {
      out.append("      case " + i + " -> f" + i + "(a, b, c, s);\n");
    }
    out.append("      default -> 0;\n    };\n  }\n\n");
    out.append(
        """
          static String outcome(int f, int a, int b, long c, String s) {
            try {
              return Integer.toString(select(f, a, b, c, s));
            } catch (RuntimeException failure) {
              return failure instanceof Refusal refused ? "refused " + refused.number : failure.getClass().getSimpleName();
            }
          }

          static String text() {
            StringBuilder out = new StringBuilder();
            int[] ints = {0, 1, -1, 3, 11, 100, -77, 65535, Integer.MAX_VALUE, Integer.MIN_VALUE};
            for (int f = 0; f < %d; f++) {
              for (int i = 0; i < %d; i++) {
                fuel = 300;
                total = i;
                String outcome = outcome(f, ints[i %% 10], ints[(i * 7 + f) %% 10], ints[(i * 3) %% 10] * 4294967311L, "s" + i);
                out.append("%s f").append(f).append(' ').append(i).append(": ").append(outcome).append(' ').append(total).append(' ').append(last).append('\\n');
              }
            }
            return out.toString();
          }
        """
            .formatted(methods, INPUTS, name));
  }

  private void method() {
    ints.clear();
    longs.clear();
    texts.clear();
    ints.addAll(List.of("a", "b"));
    longs.add("c");
    texts.add("s");
    names = 0;
    loops = 0;
    line(1, "static int f" + current + "(int a, int b, long c, String s) {");
    line(2, "if (fuel-- <= 0) return total;");
    statements(2, 2 + random.nextInt(5), 2);
    if (random.nextInt(3) > 0) {
      oneTry();
      statements(2, 1 + random.nextInt(4), 2);
    }
    if (random.nextInt(4) == 0) {
      line(2, "total = total * 31 + " + intValue(2) + ";");
    }
    line(2, "last = " + text(1) + ";");
    line(
        2, "return " + intValue(3) + " + (int) (" + longValue(2) + ") + " + text(1) + ".length();");
    line(1, "}\n");
  }

  /** Calls of earlier methods only, so that every program ends. */
  private String call() {
    if (current == 0) {
      return "a";
    }
    return "f"
        + random.nextInt(current)
        + "("
        + intValue(1)
        + ", "
        + intValue(1)
        + ", "
        + longValue(1)
        + ", "
        + text(0)
        + ")";
  }

  private void oneTry() {
    String then =
        random.nextBoolean()
            ? "return refused.number + " + intValue(2) + ";"
            : "total += refused.number * 7;";
    switch (random.nextInt(6)) {
      case 0 -> {
        line(2, "try {");
        line(3, call2() + ";");
        line(2, "} catch (Refusal refused) {");
        line(3, then);
        line(2, "}");
      }
      case 1 -> {
        line(2, "try {");
        line(3, call2() + ";");
        line(2, "} catch (ArithmeticException e) {");
        line(3, "total ^= " + intValue(2) + ";");
        line(2, "} catch (Refusal refused) {");
        line(3, then);
        line(2, "}");
      }
      case 2 -> {
        line(2, "try {");
        line(3, call2() + ";");
        line(2, "} catch (Refusal refused) {");
        line(3, "if (refused.number != " + random.nextInt(64) + ") throw refused;");
        line(2, "}");
      }
      case 3 -> {
        line(2, "for (int t = 0; t < 3; t++) {");
        line(3, "try {");
        line(4, "maybe(" + intValue(1) + " + t);");
        line(3, "} catch (Refusal refused) {");
        line(
            4, random.nextBoolean() ? "total = total * 3 + refused.number;" : "if (t == 1) break;");
        line(3, "}");
        line(2, "}");
      }
      case 4 -> {
        String fresh = "v" + names++;
        line(2, "final int p" + fresh + " = " + intValue(2) + ";");
        line(
            2,
            "int "
                + fresh
                + " = attempt(() -> { maybe(p"
                + fresh
                + "); return p"
                + fresh
                + " * 2; });");
        ints.add(fresh);
      }
      default -> {
        line(2, "if (" + condition(2) + ") {");
        line(3, "try {");
        line(4, "return " + call2() + ";");
        line(3, "} catch (RuntimeException e) {");
        line(4, "last = \"caught \" + " + text(1) + ";");
        line(3, "}");
        line(2, "}");
      }
    }
  }

  private String call2() {
    return random.nextInt(3) == 0 || current == 0
        ? "Objects.checkIndex(" + intValue(1) + " & 7, 6)"
        : call();
  }

  private void statements(int indent, int count, int depth) {
    for (int i = 0; i < count; i++) {
      statement(indent, depth);
    }
  }

  private void statement(int indent, int depth) {
    int declaredInts = ints.size();
    int declaredLongs = longs.size();
    int declaredTexts = texts.size();
    switch (random.nextInt(depth > 0 ? 17 : 9)) {
      case 0 -> {
        String value = intValue(3);
        String fresh = "v" + names++;
        line(indent, "int " + fresh + " = " + value + ";");
        ints.add(fresh);
        return;
      }
      case 1 -> {
        String value = longValue(3);
        String fresh = "v" + names++;
        line(indent, "long " + fresh + " = " + value + ";");
        longs.add(fresh);
        return;
      }
      case 2 -> {
        String value = text(2);
        String fresh = "v" + names++;
        line(indent, "String " + fresh + " = " + value + ";");
        texts.add(fresh);
        return;
      }
      case 3 ->
          line(indent, assignable() + pick(" = ", " += ", " ^= ", " -= ") + intValue(2) + ";");
      case 4 -> line(indent, "c " + pick("=", "+=", "*=", "^=") + " " + longValue(2) + ";");
      case 5 -> line(indent, "s = " + text(1) + ";");
      case 6 ->
          line(indent, "if (" + condition(2) + ") throw new Refusal(" + intValue(1) + " & 63);");
      case 7 -> line(indent, "total += " + call() + ";");
      // Only where the result is used: TeaVM drops a division that nobody looks at, with its
      // exception.
      case 8 ->
          line(
              indent,
              "total = total * 17 + " + intValue(1) + pick(" / ", " % ") + intValue(1) + ";");
      case 9, 10 -> {
        line(indent, "if (" + condition(2) + ") {");
        statements(indent + 1, 1 + random.nextInt(3), depth - 1);
        restore(declaredInts, declaredLongs, declaredTexts);
        if (random.nextBoolean()) {
          line(indent, "} else {");
          statements(indent + 1, 1 + random.nextInt(2), depth - 1);
        }
        line(indent, "}");
      }
      case 11 -> {
        if (loops++ > 1) {
          return;
        }
        String i = "i" + names++;
        line(
            indent,
            "for (int " + i + " = 0; " + i + " < " + (1 + random.nextInt(5)) + "; " + i + "++) {");
        line(indent + 1, "total += " + i + ";");
        statements(indent + 1, 1 + random.nextInt(3), depth - 1);
        line(indent + 1, "if (" + condition(1) + ") " + pick("break;", "continue;"));
        line(indent, "}");
      }
      case 12 -> {
        line(indent, "switch (" + intValue(1) + " & 3) {");
        for (int k = 0; k < 3; k++) {
          line(indent + 1, "case " + k + " -> {");
          statements(indent + 2, 1, depth - 1);
          restore(declaredInts, declaredLongs, declaredTexts);
          line(indent + 1, "}");
        }
        line(indent + 1, "default -> total--;");
        line(indent, "}");
      }
      case 13 -> {
        String list = "l" + names++;
        line(indent, "List<Integer> " + list + " = new ArrayList<>();");
        line(indent, "for (int k = 0; k < 4; k++) " + list + ".add(" + intValue(1) + " + k);");
        line(indent, "for (int one : " + list + ") total = total * 31 + one;");
        line(indent, "total += " + list + ".get((" + intValue(0) + ") & 3);");
      }
      case 14 -> {
        String array = "r" + names++;
        line(
            indent,
            "int[] "
                + array
                + " = {"
                + intValue(1)
                + ", "
                + intValue(1)
                + ", "
                + intValue(0)
                + "};");
        line(indent, array + "[" + pick("1", "(a & 1)", "(b & 3)") + "] += " + intValue(1) + ";");
        line(indent, "total ^= Arrays.hashCode(" + array + ");");
      }
      case 15 -> {
        String box = "x" + names++;
        line(
            indent,
            "Object "
                + box
                + " = "
                + condition(1)
                + " ? new Box("
                + intValue(1)
                + ", "
                + text(0)
                + ") : (Object) "
                + text(0)
                + ";");
        line(
            indent,
            "total += switch ("
                + box
                + ") { case Box(int n, String t) when n > 0 -> n + t.length(); case Box y -> y.text().length(); default -> -1; };");
      }
      default -> {
        String map = "m" + names++;
        line(
            indent,
            "Map<String, Integer> " + map + " = new " + pick("LinkedHashMap", "TreeMap") + "<>();");
        line(
            indent,
            "for (int k = 0; k < 3; k++) "
                + map
                + ".merge(\"k\" + (("
                + intValue(1)
                + " + k) & 1), k + 1, Integer::sum);");
        line(indent, "last = " + map + ".toString();");
      }
    }
    restore(declaredInts, declaredLongs, declaredTexts);
  }

  private void restore(int intCount, int longCount, int textCount) {
    ints.subList(intCount, ints.size()).clear();
    longs.subList(longCount, longs.size()).clear();
    texts.subList(textCount, texts.size()).clear();
  }

  private String assignable() {
    return ints.get(random.nextInt(ints.size()));
  }

  private String intValue(int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return random.nextInt(3) == 0
          ? Integer.toString(constant())
          : ints.get(random.nextInt(ints.size()));
    }
    String left = intValue(depth - 1);
    String right = intValue(depth - 1);
    return switch (random.nextInt(12)) {
      case 0, 1 -> "(" + left + " + " + right + ")";
      case 2 -> "(" + left + " - " + right + ")";
      case 3 -> "(" + left + " * " + right + ")";
      case 4 -> "(" + left + pick(" & ", " | ", " ^ ") + right + ")";
      case 5 -> "(" + left + pick(" << ", " >> ", " >>> ") + right + ")";
      case 6 -> "(" + left + pick(" / ", " % ") + "((" + right + " & 15) + 1))";
      case 7 -> "(" + condition(depth - 1) + " ? " + left + " : " + right + ")";
      case 8 -> pick("(byte) ", "(short) ", "(char) ", "~") + "(" + left + ")";
      case 9 -> "(int) (" + longValue(depth - 1) + ")";
      case 10 -> "Math." + pick("max", "min") + "(" + left + ", " + right + ")";
      default -> text(0) + ".length()";
    };
  }

  private String longValue(int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return random.nextInt(3) == 0 ? constant() + "L" : longs.get(random.nextInt(longs.size()));
    }
    String left = longValue(depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "(" + left + " + " + longValue(depth - 1) + ")";
      case 1 -> "(" + left + " * " + longValue(depth - 1) + ")";
      case 2 -> "(" + left + pick(" << ", " >> ", " >>> ") + intValue(depth - 1) + ")";
      case 3 -> "(" + left + pick(" & ", " | ", " ^ ") + longValue(depth - 1) + ")";
      case 4 -> "(" + left + pick(" / ", " % ") + "((" + longValue(depth - 1) + " & 31) + 1))";
      default -> "((long) " + intValue(depth - 1) + ")";
    };
  }

  private String text(int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return random.nextInt(4) == 0
          ? "\"t" + random.nextInt(9) + "\""
          : texts.get(random.nextInt(texts.size()));
    }
    return switch (random.nextInt(4)) {
      case 0 -> "(" + text(depth - 1) + " + (" + intValue(1) + " & 255))";
      case 1 -> text(depth - 1) + ".substring(0, 1)";
      case 2 -> "Integer.toHexString(" + intValue(1) + ")";
      default -> "(" + condition(1) + " ? " + text(0) + " : " + text(depth - 1) + ")";
    };
  }

  private String condition(int depth) {
    return switch (random.nextInt(5)) {
      case 0 -> "(" + intValue(depth) + " & 3) == " + random.nextInt(4);
      case 1 -> intValue(depth) + pick(" < ", " >= ", " == ") + intValue(depth);
      case 2 -> longValue(depth) + pick(" > ", " <= ", " != ") + longValue(depth);
      case 3 -> text(0) + ".equals(" + text(0) + ")";
      default -> "(" + condition2() + pick(" && ", " || ") + condition2() + ")";
    };
  }

  private String condition2() {
    return "(" + intValue(1) + " & 1) == " + random.nextInt(2);
  }

  private int constant() {
    return switch (random.nextInt(6)) {
      case 0 -> Integer.MAX_VALUE - random.nextInt(3);
      case 1 -> -random.nextInt(100);
      case 2 -> 31 + random.nextInt(4);
      default -> random.nextInt(20);
    };
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void line(int indent, String text) {
    out.append("  ".repeat(indent)).append(text).append('\n');
  }
}
