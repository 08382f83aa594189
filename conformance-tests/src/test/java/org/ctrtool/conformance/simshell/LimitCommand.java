package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;

/** {@code ulimit [-S] [-H] [-LETTER] [LIMIT]}. */
final class LimitCommand {
  private static final Pid SELF = new Pid(0);

  private LimitCommand() {}

  static int run(Shell shell, List<String> operands) {
    boolean soft = false;
    boolean hard = false;
    char letter = 'f';
    String limit = null;
    for (String each : operands) {
      if (!each.startsWith("-")) {
        limit = each;
        continue;
      }
      for (char option : each.substring(1).toCharArray()) {
        switch (option) {
          case 'S' -> soft = true;
          case 'H' -> hard = true;
          default -> letter = option;
        }
      }
    }
    Resource resource = resource(letter);
    RLimit now = shell.kernel().getrlimit(SELF, resource);
    if (limit == null) {
      shell.print(shown(hard && !soft ? now.hard() : now.soft(), unit(shell, letter)) + "\n");
      return 0;
    }
    long value =
        limit.equals("unlimited") ? RLimit.INFINITY : Long.parseLong(limit) * unit(shell, letter);
    boolean both = soft == hard;
    RLimit wanted =
        new RLimit(soft || both ? value : now.soft(), hard || both ? value : now.hard());
    shell.kernel().setrlimit(SELF, resource, wanted);
    return 0;
  }

  private static String shown(long value, long unit) {
    return value == RLimit.INFINITY ? "unlimited" : Long.toUnsignedString(value / unit);
  }

  private static Resource resource(char letter) {
    return switch (letter) {
      case 'n' -> Resource.RLIMIT_NOFILE;
      case 'f' -> Resource.RLIMIT_FSIZE;
      case 'c' -> Resource.RLIMIT_CORE;
      case 's' -> Resource.RLIMIT_STACK;
      case 'v' -> Resource.RLIMIT_AS;
      case 't' -> Resource.RLIMIT_CPU;
      default -> throw new Syntax.Unsupported("ulimit -" + letter);
    };
  }

  private static long unit(Shell shell, char letter) {
    return switch (letter) {
      case 's', 'v' -> 1024;
      case 'f', 'c' -> shell.dialect() == Dialect.BASH ? 1024 : 512;
      default -> 1;
    };
  }
}
