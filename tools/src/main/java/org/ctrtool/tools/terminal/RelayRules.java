package org.ctrtool.tools.terminal;

import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WindowSize;

/**
 * How a relay behaves.
 *
 * @param size rows and columns of the program's terminal; where one is 0, the caller's
 * @param ending which signals end the relay, after being passed on to the program
 * @param graceSeconds how long the program then has to end by itself
 * @param lingerSeconds how long more output is awaited after the program's end; {@link #FOR_EVER}
 */
public record RelayRules(WindowSize size, SignalSet ending, int graceSeconds, int lingerSeconds) {
  /** Until everybody has closed it. */
  public static final int FOR_EVER = -1;

  /** The caller's size. */
  public static final WindowSize CALLERS = new WindowSize(0, 0);

  /** The rules for a container: a signal that ends other programs ends it at once. */
  public static final RelayRules CONTAINER =
      new RelayRules(
          CALLERS,
          SignalSet.of(Signal.SIGHUP, Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTERM),
          0,
          FOR_EVER);

  /** The size of the program's terminal, where the caller's has this size. */
  WindowSize sizeFor(WindowSize callers) {
    return new WindowSize(
        size.rows() > 0 ? size.rows() : callers.rows(),
        size.columns() > 0 ? size.columns() : callers.columns());
  }
}
