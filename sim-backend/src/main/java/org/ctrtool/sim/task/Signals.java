package org.ctrtool.sim.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalSet;
import org.jspecify.annotations.Nullable;

/** What a task does with signals, which it blocks, and which wait for it; see signal(7). */
public final class Signals {
  /** What a signal does by default. */
  enum DefaultAction {
    TERMINATE,
    DUMP_CORE,
    IGNORE,
    STOP,
    CONTINUE
  }

  /**
   * A signal that waits.
   *
   * @param signal which
   * @param sender who sent it, as the receiver counts; 0 from the kernel or an ancestor namespace
   * @param senderUser the sender's real user ID, as the receiver counts
   * @param code what kind of cause: {@code SI_USER}, {@code SI_KERNEL}, {@code CLD_*}
   * @param status of a child that changed
   */
  public record Pending(Signal signal, int sender, long senderUser, int code, int status) {}

  private static final Set<Integer> DUMP_CORE = Set.of(3, 4, 5, 6, 7, 8, 11, 24, 25, 31);
  private static final Set<Integer> IGNORE = Set.of(17, 23, 28);
  private static final Set<Integer> STOP = Set.of(19, 20, 21, 22);

  private final Map<Integer, Pending> pending = new LinkedHashMap<>();
  private SignalSet ignored = SignalSet.EMPTY;
  private SignalSet blocked = SignalSet.EMPTY;

  Signals() {}

  /** Those of a child: dispositions and mask are the same, nothing is pending. */
  Signals copy() {
    Signals copy = new Signals();
    copy.ignored = ignored;
    copy.blocked = blocked;
    return copy;
  }

  static DefaultAction defaultAction(Signal signal) {
    int n = signal.number();
    if (n == Signal.SIGCONT.number()) {
      return DefaultAction.CONTINUE;
    }
    return DUMP_CORE.contains(n)
        ? DefaultAction.DUMP_CORE
        : IGNORE.contains(n)
            ? DefaultAction.IGNORE
            : STOP.contains(n) ? DefaultAction.STOP : DefaultAction.TERMINATE;
  }

  /** SIGKILL and SIGSTOP, which can be neither blocked nor ignored. */
  static boolean isUnstoppable(Signal signal) {
    return signal.equals(Signal.SIGKILL) || signal.equals(Signal.SIGSTOP);
  }

  /** The blocked signals. */
  public SignalSet blocked() {
    return blocked;
  }

  void setBlocked(SignalSet set) {
    blocked = set.without(Signal.SIGKILL).without(Signal.SIGSTOP);
  }

  /** The ignored signals. */
  public SignalSet ignored() {
    return ignored;
  }

  void setDisposition(Signal signal, SignalDisposition disposition) {
    ignored =
        disposition == SignalDisposition.SIG_IGN ? ignored.with(signal) : ignored.without(signal);
    if (doesNothing(signal)) {
      pending.remove(signal.number());
    }
  }

  /** Whether the signal would do nothing if it were delivered. */
  boolean doesNothing(Signal signal) {
    return ignored.has(signal)
        || defaultAction(signal) == DefaultAction.IGNORE
        || defaultAction(signal) == DefaultAction.CONTINUE;
  }

  void add(Pending signal) {
    pending.putIfAbsent(signal.signal().number(), signal);
  }

  void discard(Signal signal) {
    pending.remove(signal.number());
  }

  /** The pending signals. */
  public SignalSet pending() {
    SignalSet set = SignalSet.EMPTY;
    for (int each : pending.keySet()) {
      set = set.with(new Signal(each));
    }
    return set;
  }

  /** The first pending signal of {@code set}, lowest number first; null if there is none. */
  public @Nullable Pending first(SignalSet set) {
    for (int n = 1; n <= Signal.LAST; n++) {
      Pending each = pending.get(n);
      if (each != null && set.has(each.signal())) {
        return each;
      }
    }
    return null;
  }

  /** Takes the first pending signal of {@code set}: it is pending no longer. */
  public @Nullable Pending take(SignalSet set) {
    Pending first = first(set);
    if (first != null) {
      pending.remove(first.signal().number());
    }
    return first;
  }
}
