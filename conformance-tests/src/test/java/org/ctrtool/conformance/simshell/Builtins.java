package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Set;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Stat;

/** Commands that the shell carries out itself. */
final class Builtins {
  static final Set<String> NAMES =
      Set.of(
          ":", "[", "cd", "echo", "exit", "export", "false", "kill", "printf", "pwd", "shift",
          "test", "true", "umask", "unset", "wait");

  private Builtins() {}

  static int run(Shell shell, List<String> words) {
    List<String> operands = words.subList(1, words.size());
    switch (words.get(0)) {
      case "echo" -> echo(shell, operands);
      case "printf" -> shell.print(Printf.format(operands));
      case "pwd" -> shell.print(shell.kernel().getcwd() + "\n");
      case "false" -> {
        return 1;
      }
      case "cd" -> {
        return cd(shell, operands.get(0));
      }
      case "exit" ->
          shell
              .kernel()
              .exit(operands.isEmpty() ? shell.status() : Integer.parseInt(operands.get(0)));
      case "export" -> operands.forEach(each -> export(shell, each));
      case "unset" -> operands.forEach(shell::unset);
      case "umask" -> shell.kernel().umask(new Mode(Integer.parseInt(operands.get(0), 8)));
      case "kill" -> {
        return kill(shell, operands);
      }
      case "wait" -> {
        return shell.waitForBackground();
      }
      case "test" -> {
        return test(shell, operands) ? 0 : 1;
      }
      case "[" -> {
        return test(shell, operands.subList(0, operands.size() - 1)) ? 0 : 1;
      }
      case ":", "true" -> {
        return 0;
      }
      default -> throw new Syntax.Unsupported(words.get(0));
    }
    return 0;
  }

  private static void echo(Shell shell, List<String> operands) {
    boolean bare = !operands.isEmpty() && operands.get(0).equals("-n");
    List<String> said = bare ? operands.subList(1, operands.size()) : operands;
    shell.print(String.join(" ", said) + (bare ? "" : "\n"));
  }

  private static int cd(Shell shell, String directory) {
    Errno refused = Attempt.errno(() -> shell.kernel().chdir(directory));
    if (refused != null) {
      shell.complain("cd: " + directory, refused.description());
      return 1;
    }
    shell.assign("PWD", shell.kernel().getcwd());
    return 0;
  }

  private static int kill(Shell shell, List<String> processes) {
    int status = 0;
    boolean chosen = processes.get(0).startsWith("-");
    Signal signal =
        chosen ? new Signal(Integer.parseInt(processes.get(0).substring(1))) : Signal.SIGTERM;
    for (String each : processes.subList(chosen ? 1 : 0, processes.size())) {
      Pid process = new Pid(Integer.parseInt(each));
      Errno refused = Attempt.errno(() -> shell.kernel().kill(process, signal));
      if (refused != null) {
        shell.complain("kill: (" + each + ")", refused.description());
        status = 1;
      }
    }
    return status;
  }

  private static void export(Shell shell, String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    if (equals >= 0) {
      shell.assign(name, word.substring(equals + 1));
    }
    shell.export(name);
  }

  private static boolean test(Shell shell, List<String> words) {
    int or = words.indexOf("-o");
    if (or > 0) {
      return test(shell, words.subList(0, or)) || test(shell, words.subList(or + 1, words.size()));
    }
    int and = words.indexOf("-a");
    if (and > 0) {
      return test(shell, words.subList(0, and))
          && test(shell, words.subList(and + 1, words.size()));
    }
    return switch (words.size()) {
      case 0 -> false;
      case 1 -> !words.get(0).isEmpty();
      case 2 -> unary(shell, words.get(0), words.get(1));
      case 3 -> binary(words.get(0), words.get(1), words.get(2));
      default -> throw new Syntax.Unsupported("test " + words);
    };
  }

  private static boolean unary(Shell shell, String operator, String word) {
    boolean follow = !operator.equals("-L");
    Attempt<Stat> stat =
        Attempt.of(
            () ->
                shell
                    .kernel()
                    .fstatat(
                        Fd.AT_FDCWD, word, follow ? AtFlags.NONE : AtFlags.AT_SYMLINK_NOFOLLOW));
    Stat found = stat.value();
    return switch (operator) {
      case "-z" -> word.isEmpty();
      case "-n" -> !word.isEmpty();
      case "-e" -> found != null;
      case "-d" -> found != null && found.mode().isDirectory();
      case "-f" -> found != null && found.mode().isRegular();
      case "-L" -> found != null && found.mode().isSymbolicLink();
      case "-c" -> found != null && found.mode().type() == Mode.S_IFCHR;
      case "!" -> word.isEmpty();
      default -> throw new Syntax.Unsupported("test " + operator);
    };
  }

  private static boolean binary(String left, String operator, String right) {
    return switch (operator) {
      case "=" -> left.equals(right);
      case "!=" -> !left.equals(right);
      case "-eq" -> Long.parseLong(left) == Long.parseLong(right);
      case "-ne" -> Long.parseLong(left) != Long.parseLong(right);
      case "-gt" -> Long.parseLong(left) > Long.parseLong(right);
      case "-lt" -> Long.parseLong(left) < Long.parseLong(right);
      default -> throw new Syntax.Unsupported("test " + operator);
    };
  }
}
