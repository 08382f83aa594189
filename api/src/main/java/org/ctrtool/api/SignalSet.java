package org.ctrtool.api;

/**
 * A set of signals, as rt_sigprocmask(2) and signalfd4(2) take it.
 *
 * @param bits bit n - 1 is set if signal n is in the set
 */
public record SignalSet(long bits) {
  /** No signal. */
  public static final SignalSet EMPTY = new SignalSet(0);

  /** Every signal. */
  public static final SignalSet ALL = new SignalSet(-1);

  /** The set of these signals. */
  public static SignalSet of(Signal... members) {
    long bits = 0;
    for (Signal member : members) {
      bits |= bit(member);
    }
    return new SignalSet(bits);
  }

  /** Whether {@code signal} is in the set. */
  public boolean has(Signal signal) {
    return (bits & bit(signal)) != 0;
  }

  /** The set with {@code signal}. */
  public SignalSet with(Signal signal) {
    return new SignalSet(bits | bit(signal));
  }

  /** The set without {@code signal}. */
  public SignalSet without(Signal signal) {
    return new SignalSet(bits & ~bit(signal));
  }

  private static long bit(Signal signal) {
    return 1L << (signal.number() - 1 & 63);
  }

  @Override
  public String toString() {
    if (bits == -1) {
      return "~[]";
    }
    StringBuilder text = new StringBuilder("[");
    for (int n = 1; n <= Signal.LAST; n++) {
      if (has(new Signal(n))) {
        text.append(text.length() > 1 ? " " : "").append(new Signal(n));
      }
    }
    return text.append(']').toString();
  }
}
