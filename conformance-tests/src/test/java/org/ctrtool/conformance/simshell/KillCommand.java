package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;

/** {@code kill [-SIGNAL|-s SIGNAL] PID...}. */
final class KillCommand {
  private KillCommand() {}

  static int run(Shell shell, List<String> operands, int line) {
    if (operands.isEmpty()) {
      return usage(shell, line);
    }
    int first = 0;
    int signal = Signal.SIGTERM.number();
    String option = operands.get(0);
    if (option.equals("-s")) {
      signal = signal(operands.get(1));
      first = 2;
    } else if (option.equals("--")) {
      first = 1;
    } else if (option.startsWith("-")) {
      signal = signal(option.substring(1));
      first = 1;
    }
    int status = 0;
    for (String each : operands.subList(first, operands.size())) {
      status |= send(shell, each, signal, line);
    }
    return status;
  }

  private static int usage(Shell shell, int line) {
    if (shell.dialect() == Dialect.BASH) {
      String words =
          "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";
      Utilities.complain(shell.kernel(), "kill: usage: " + words);
    } else {
      String words =
          "kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]";
      shell.complain(line, "kill: Usage: " + words);
    }
    return 2;
  }

  private static int signal(String name) {
    int signal = SignalWords.number(name);
    if (signal < 0) {
      throw new Syntax.Unsupported("kill -" + name);
    }
    return signal;
  }

  private static int send(Shell shell, String operand, int signal, int line) {
    String process = operand.equals("%1") ? shell.processes().onlyJob() : operand;
    if (!process.matches("-?[0-9]+")) {
      throw new Syntax.Unsupported("kill " + process);
    }
    Pid pid = new Pid(Integer.parseInt(process));
    Errno refused = Attempt.errno(() -> shell.kernel().kill(pid, new Signal(signal)));
    if (refused == null) {
      return 0;
    }
    boolean bash = shell.dialect() == Dialect.BASH;
    String why = refused.description();
    shell.complain(line, "kill: " + (bash ? "(" + process + ") - " + why : why + "\n"));
    return 1;
  }
}
