package org.ctrtool.cli.plan;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One call of a plan.
 *
 * @param number counted from 1
 * @param task who made it: {@code main}, {@code child 1}, ...
 * @param doing what it was for; empty if nobody said
 * @param call the call as a person would write it
 * @param result what it answered; for a refused call the error
 * @param refusal null unless the model refused it
 * @param reason the rule that refused it; null if it was allowed
 */
public record Step(
    int number,
    String task,
    String doing,
    String call,
    String result,
    @Nullable Errno refusal,
    @Nullable Reason reason) {
  /** Whether the model refused the call. */
  public boolean isRefused() {
    return refusal != null;
  }
}
