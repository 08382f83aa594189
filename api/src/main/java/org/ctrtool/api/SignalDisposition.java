package org.ctrtool.api;

/**
 * What a signal does to a task. There are no handlers: a tool takes signals from a descriptor
 * (signalfd(2)). Its ordinal is the kernel's number.
 */
public enum SignalDisposition {
  /** What signal(7) lists. */
  SIG_DFL,
  /** Nothing. */
  SIG_IGN
}
