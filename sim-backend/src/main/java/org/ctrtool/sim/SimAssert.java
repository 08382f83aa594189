package org.ctrtool.sim;

import java.util.Objects;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Reason;

/** Assertions of tests on a simulated machine. */
public final class SimAssert {
  private SimAssert() {}

  /** Asserts that the calls that {@code call} makes are refused, and by {@code rule}. */
  public static void assertRefused(Rule rule, Runnable call) {
    KernelException refusal = refusal(call, rule.name());
    Reason reason = refusal.reason();
    if (reason == null || !reason.rule().equals(rule.name())) {
      throw new AssertionError(
          "expected a refusal by "
              + rule.name()
              + ", but got "
              + refusal.getMessage()
              + " by "
              + reason,
          refusal);
    }
  }

  /** Asserts that the calls that {@code call} makes are refused with {@code errno}. */
  public static void assertRefused(Errno errno, Runnable call) {
    KernelException refusal = refusal(call, errno.name());
    if (!Objects.equals(refusal.errno(), errno)) {
      throw new AssertionError(
          "expected " + errno + ", but got " + refusal.getMessage() + " by " + refusal.reason(),
          refusal);
    }
  }

  private static KernelException refusal(Runnable call, String expected) {
    Attempt<Object> attempt =
        Attempt.of(
            () -> {
              call.run();
              return null;
            });
    KernelException refusal = attempt.refusal();
    if (refusal == null) {
      throw new AssertionError("expected a refusal (" + expected + "), but nothing was refused");
    }
    return refusal;
  }
}
