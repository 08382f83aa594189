package org.ctrtool.sim.ns;

import org.ctrtool.api.Timespec;
import org.ctrtool.sim.user.UserNamespace;

/** Offsets of clocks; see time_namespaces(7). */
public final class TimeNamespace implements Namespace {
  private final long number;
  private final UserNamespace owner;
  private Timespec monotonic;
  private Timespec boottime;
  private boolean frozen;

  private TimeNamespace(
      long number, UserNamespace owner, Timespec monotonic, Timespec boottime, boolean frozen) {
    this.number = number;
    this.owner = owner;
    this.monotonic = monotonic;
    this.boottime = boottime;
    this.frozen = frozen;
  }

  /** That of the machine, without offsets. */
  public static TimeNamespace initial(long number, UserNamespace owner) {
    return new TimeNamespace(number, owner, Timespec.ZERO, Timespec.ZERO, true);
  }

  /** A new one with the same offsets, which can be set until somebody enters it. */
  public TimeNamespace copy(long newNumber, UserNamespace newOwner) {
    return new TimeNamespace(newNumber, newOwner, monotonic, boottime, false);
  }

  /** What CLOCK_MONOTONIC is ahead by. */
  public Timespec monotonic() {
    return monotonic;
  }

  /** What CLOCK_BOOTTIME is ahead by. */
  public Timespec boottime() {
    return boottime;
  }

  /** Sets the offsets. */
  public void setOffsets(Timespec newMonotonic, Timespec newBoottime) {
    monotonic = newMonotonic;
    boottime = newBoottime;
  }

  /** Whether a process is or was in it: the offsets cannot be set any more. */
  public boolean isFrozen() {
    return frozen;
  }

  /** Somebody enters it. */
  public void freeze() {
    frozen = true;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.TIME;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public UserNamespace owner() {
    return owner;
  }
}
