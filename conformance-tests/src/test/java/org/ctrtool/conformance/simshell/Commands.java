package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Stat;
import org.jspecify.annotations.Nullable;

/** What the names of commands mean. */
final class Commands {
  private Commands() {}

  /** Where a program is, null if it is nowhere; if none can be executed, one that cannot. */
  static @Nullable String path(Shell shell, String name) {
    if (name.contains("/")) {
      return name;
    }
    String search = shell.variables().get("PATH");
    String unusable = null;
    for (String directory : (search == null ? "/usr/bin:/bin" : search).split(":", -1)) {
      String path = directory.isEmpty() ? name : directory + "/" + name;
      Stat stat = stat(shell, path);
      if (name.isEmpty() || stat == null || !stat.mode().isRegular()) {
        continue;
      }
      if (isExecutable(shell, stat)) {
        return directory.isEmpty() ? "./" + name : path;
      }
      unusable = path;
    }
    return unusable;
  }

  static @Nullable Stat stat(Shell shell, String path) {
    return Attempt.of(() -> shell.kernel().fstatat(Fd.AT_FDCWD, path, AtFlags.NONE)).value();
  }

  /** Whether the file may be executed, as far as its mode tells. */
  static boolean isExecutable(Shell shell, Stat stat) {
    return shell.kernel().getresuid().effective() == 0
        ? (stat.mode().permissions() & 0111) != 0
        : TestCommand.isAllowed(shell, stat, 1);
  }

  /** {@code command -v NAME...}: what a name is, in the words for another command. */
  static int tell(Shell shell, List<String> names) {
    int status = 0;
    for (String name : names) {
      String what = meaning(shell, name);
      if (what == null) {
        status = shell.dialect() == Dialect.BASH ? 1 : 127;
      } else {
        shell.print(what + "\n");
      }
    }
    return status;
  }

  private static @Nullable String meaning(Shell shell, String name) {
    if (shell.functions().containsKey(name) || Builtins.NAMES.contains(name)) {
      return name;
    }
    String path = path(shell, name);
    Stat stat = path == null ? null : stat(shell, path);
    return stat == null || !isExecutable(shell, stat) ? null : path;
  }

  /** {@code type NAME...}: the same for people. */
  static int describe(Shell shell, List<String> names, int line) {
    int status = 0;
    for (String name : names) {
      String what = meaning(shell, name);
      if (what == null) {
        shell.complain(line, bash(shell) ? "type: " + name + ": not found" : name + ": not found");
        status = shell.dialect() == Dialect.BASH ? 1 : 127;
      } else if (shell.functions().containsKey(name)) {
        throw new Syntax.Unsupported("type of a function");
      } else {
        boolean builtin = Builtins.NAMES.contains(name);
        String kind = builtin ? "a shell builtin" : what;
        if (builtin && !bash(shell)) {
          throw new Syntax.Unsupported("type of a built-in command in sh");
        }
        shell.print(name + " is " + kind + "\n");
      }
    }
    return status;
  }

  private static boolean bash(Shell shell) {
    return shell.dialect() == Dialect.BASH;
  }
}
