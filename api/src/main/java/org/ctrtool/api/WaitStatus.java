package org.ctrtool.api;

/**
 * What waitid(2) tells of a child.
 *
 * @param pid the child; 0 if none was ready ({@code WNOHANG})
 * @param cause how it changed
 * @param status the exit status, or the signal that killed, stopped or continued it
 */
public record WaitStatus(Pid pid, Cause cause, int status) {
  /** How a child changed: the {@code si_code} of SIGCHLD. */
  public enum Cause {
    /** Nothing was ready. */
    NONE,
    /** It ended by itself. */
    CLD_EXITED,
    /** A signal killed it. */
    CLD_KILLED,
    /** A signal killed it, and it dumped core. */
    CLD_DUMPED,
    /** A tracer's. */
    CLD_TRAPPED,
    /** A signal stopped it. */
    CLD_STOPPED,
    /** It continued. */
    CLD_CONTINUED
  }

  /** No child was ready. */
  public static final WaitStatus NOTHING = new WaitStatus(new Pid(0), Cause.NONE, 0);

  /** Whether the child has ended. */
  public boolean isEnd() {
    return cause == Cause.CLD_EXITED || isKilled();
  }

  /** Whether a signal ended the child. */
  public boolean isKilled() {
    return cause == Cause.CLD_KILLED || cause == Cause.CLD_DUMPED;
  }

  /** The status a shell would report: the exit status, or 128 + the signal. */
  public int shellStatus() {
    return isKilled() ? 128 + status : status;
  }
}
