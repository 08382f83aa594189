package org.ctrtool.sim.ns;

import org.ctrtool.api.Timespec;
import org.ctrtool.sim.user.UserNamespace;

/**
 * Offsets of the clocks that count from the start of the machine; see time_namespaces(7). They can
 * be set until a process is in the namespace.
 */
public final class TimeNamespace implements Namespace {
  /** How far its clocks are ahead. Seconds may be negative, nanoseconds are not. */
  public record Offsets(Timespec monotonic, Timespec boottime) {
    private static final Offsets NONE = new Offsets(new Timespec(0, 0), new Timespec(0, 0));
  }

  private final long number;
  private final UserNamespace owner;
  private Offsets offsets;
  private boolean frozen;

  /** The initial namespace. */
  public TimeNamespace(long number, UserNamespace owner) {
    this.number = number;
    this.owner = owner;
    this.offsets = Offsets.NONE;
    this.frozen = true;
  }

  /** A new namespace with the clocks of another one; clone_time_ns(). */
  public TimeNamespace(long number, UserNamespace owner, TimeNamespace original) {
    this.number = number;
    this.owner = owner;
    this.offsets = original.offsets;
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

  /** How far its clocks are ahead. */
  public Offsets offsets() {
    return offsets;
  }

  /** Sets its clocks. */
  public void setOffsets(Offsets offsets) {
    this.offsets = offsets;
  }

  /** Whether its clocks cannot be set any more. */
  public boolean isFrozen() {
    return frozen;
  }

  /** A process is in it. */
  public void freeze() {
    frozen = true;
  }
}
