package org.ctrtool.api;

/** The argument {@code how} of sigprocmask(2). Its ordinal is its number. */
public enum SignalMaskChange {
  /** Block these too. */
  SIG_BLOCK,
  /** Unblock these. */
  SIG_UNBLOCK,
  /** Block these and no others. */
  SIG_SETMASK
}
