package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Set;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Stat;
import org.jspecify.annotations.Nullable;

/** {@code test} and {@code [}. */
final class TestCommand {
  private static final Set<String> UNARY =
      Set.of(
          "-z", "-n", "-e", "-f", "-d", "-h", "-L", "-c", "-b", "-p", "-S", "-s", "-r", "-w", "-x",
          "-u", "-g", "-k", "-t");
  private static final Set<String> BINARY =
      Set.of(
          "=", "==", "!=", "<", ">", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-ef", "-nt", "-ot");

  private final Shell shell;
  private final Kernel kernel;
  private final List<String> words;
  private int at;

  private TestCommand(Shell shell, List<String> words) {
    this.shell = shell;
    this.kernel = shell.kernel();
    this.words = words;
  }

  static int run(Shell shell, List<String> words) {
    TestCommand test = new TestCommand(shell, words);
    boolean holds = test.all();
    return holds ? 0 : 1;
  }

  /** How many words there are decides first what they mean; POSIX, test. */
  private boolean all() {
    switch (words.size()) {
      case 0 -> {
        return false;
      }
      case 1 -> {
        return !words.get(0).isEmpty();
      }
      case 2 -> {
        return words.get(0).equals("!")
            ? words.get(1).isEmpty()
            : unary(words.get(0), words.get(1));
      }
      case 3 -> {
        if (BINARY.contains(words.get(1))) {
          return binary(words.get(0), words.get(1), words.get(2));
        }
      }
      default -> {}
    }
    boolean holds = or();
    if (at < words.size()) {
      throw new Syntax.Unsupported("test " + words);
    }
    return holds;
  }

  private boolean or() {
    boolean holds = and();
    while (at < words.size() && words.get(at).equals("-o")) {
      at++;
      holds |= and();
    }
    return holds;
  }

  private boolean and() {
    boolean holds = not();
    while (at < words.size() && words.get(at).equals("-a")) {
      at++;
      holds &= not();
    }
    return holds;
  }

  private boolean not() {
    if (at >= words.size()) {
      throw new Syntax.Unsupported("test " + words);
    }
    if (at + 1 < words.size() && BINARY.contains(words.get(at + 1))) {
      return primary();
    }
    if (words.get(at).equals("!")) {
      at++;
      return !not();
    }
    if (words.get(at).equals("(")) {
      at++;
      boolean holds = or();
      at++;
      return holds;
    }
    return primary();
  }

  private boolean primary() {
    String first = words.get(at);
    if (at + 2 < words.size() && BINARY.contains(words.get(at + 1))) {
      at += 3;
      return binary(first, words.get(at - 2), words.get(at - 1));
    }
    if (at + 1 < words.size() && UNARY.contains(first)) {
      at += 2;
      return unary(first, words.get(at - 1));
    }
    at++;
    return !first.isEmpty();
  }

  private boolean unary(String operator, String word) {
    return switch (operator) {
      case "-z" -> word.isEmpty();
      case "-n" -> !word.isEmpty();
      case "-t" -> isTerminal(new Fd(Integer.parseInt(word)));
      case "-h", "-L" -> {
        Stat stat = stat(word, AtFlags.AT_SYMLINK_NOFOLLOW);
        yield stat != null && stat.mode().isSymbolicLink();
      }
      default -> {
        Stat stat = stat(word, AtFlags.NONE);
        yield stat != null && ofFile(operator, stat);
      }
    };
  }

  private boolean ofFile(String operator, Stat stat) {
    Mode mode = stat.mode();
    return switch (operator) {
      case "-e" -> true;
      case "-f" -> mode.isRegular();
      case "-d" -> mode.isDirectory();
      case "-c" -> mode.type() == Mode.S_IFCHR;
      case "-b" -> mode.type() == Mode.S_IFBLK;
      case "-p" -> mode.type() == Mode.S_IFIFO;
      case "-S" -> mode.type() == Mode.S_IFSOCK;
      case "-s" -> stat.size() > 0;
      case "-u" -> (mode.bits() & 04000) != 0;
      case "-g" -> (mode.bits() & 02000) != 0;
      case "-k" -> (mode.bits() & 01000) != 0;
      case "-r" -> isAllowed(shell, stat, 4);
      case "-w" -> isAllowed(shell, stat, 2);
      case "-x" -> isAllowed(shell, stat, 1);
      default -> throw new Syntax.Unsupported("test " + operator);
    };
  }

  /**
   * Whether a file may be used so, as far as its owner and mode tell.
   *
   * @param bit 4 to read, 2 to write, 1 to execute
   */
  static boolean isAllowed(Shell shell, Stat stat, int bit) {
    Kernel kernel = shell.kernel();
    long user = kernel.getresuid().effective();
    int permissions = stat.mode().permissions();
    if (user == 0) {
      return bit != 1 || stat.mode().isDirectory() || (permissions & 0111) != 0;
    }
    if (user == stat.owner().number()) {
      return (permissions >> 6 & bit) != 0;
    }
    boolean member =
        kernel.getresgid().effective() == stat.group().number()
            || kernel.getgroups().contains(stat.group());
    return (permissions >> (member ? 3 : 0) & bit) != 0;
  }

  private boolean isTerminal(Fd fd) {
    return Attempt.of(() -> kernel.ioctlTcgets(fd)).refusal() == null;
  }

  private @Nullable Stat stat(String path, AtFlags flags) {
    return Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, path, flags)).value();
  }

  private boolean binary(String left, String operator, String right) {
    return switch (operator) {
      case "=" -> left.equals(right);
      case "==" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "<" -> left.compareTo(right) < 0;
      case ">" -> left.compareTo(right) > 0;
      case "-ef" -> isSame(stat(left, AtFlags.NONE), stat(right, AtFlags.NONE));
      case "-nt", "-ot" -> throw new Syntax.Unsupported("test " + operator);
      default -> compare(number(left), operator, number(right));
    };
  }

  private static boolean isSame(@Nullable Stat left, @Nullable Stat right) {
    return left != null && right != null && left.isSameFileAs(right);
  }

  private static boolean compare(long left, String operator, long right) {
    return switch (operator) {
      case "-eq" -> left == right;
      case "-ne" -> left != right;
      case "-gt" -> left > right;
      case "-ge" -> left >= right;
      case "-lt" -> left < right;
      default -> left <= right;
    };
  }

  private static long number(String text) {
    String digits = text.strip();
    if (!digits.matches("[-+]?[0-9]+")) {
      throw new Syntax.Unsupported("test: the number '" + text + "'");
    }
    return Long.parseLong(digits);
  }
}
