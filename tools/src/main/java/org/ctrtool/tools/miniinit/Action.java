package org.ctrtool.tools.miniinit;

import java.util.List;
import org.ctrtool.api.RebootCommand;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** What a signal leads to. The ordinal is the number on the command line. */
enum Action {
  /** Nothing: the signal is discarded. */
  IGNORE,
  /** Shut down and start the system again. */
  RESTART,
  /** Shut down and switch off. */
  POWER_OFF,
  /** Shut down and stop the system. */
  HALT,
  /** Shut down and exit. */
  EXIT,
  /** Become the first script. */
  EXEC,
  /** Run the first script in the background. */
  RUN,
  /** Shut down and become the second script. */
  FINAL_EXEC;

  /** In the order of the constants. */
  private static final List<String> NAMES =
      List.of("ignore", "restart", "power-off", "halt", "exit", "exec", "run", "final-exec");

  /** The action of this name or number. */
  static Action of(String word) {
    int number =
        Values.isNumber(word)
            ? Values.integer(word, 0, NAMES.size() - 1)
            : Values.name(word, "action", NAMES);
    return values()[number];
  }

  /** Whether everything is stopped first. */
  boolean shutsDown() {
    return this != IGNORE && this != EXEC && this != RUN;
  }

  /** What the system does in the end; null: nothing. */
  @Nullable RebootCommand reboot() {
    return switch (this) {
      case RESTART -> RebootCommand.LINUX_REBOOT_CMD_RESTART;
      case POWER_OFF -> RebootCommand.LINUX_REBOOT_CMD_POWER_OFF;
      case HALT -> RebootCommand.LINUX_REBOOT_CMD_HALT;
      default -> null;
    };
  }

  @Override
  public String toString() {
    return NAMES.get(ordinal());
  }
}
