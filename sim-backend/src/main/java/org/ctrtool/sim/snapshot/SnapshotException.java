package org.ctrtool.sim.snapshot;

/** A text is no description of a host that this version knows. */
public final class SnapshotException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SnapshotException(String what) {
    super(what);
  }
}
