package org.ctrtool.api;

/**
 * The three sets that capget(2) and capset(2) deal with.
 *
 * @param effective what permission checks look at
 * @param permitted what may become effective
 * @param inheritable what may be kept over an exec
 */
public record Capabilities(
    CapabilitySet effective, CapabilitySet permitted, CapabilitySet inheritable) {
  /** No capabilities at all. */
  public static final Capabilities NONE =
      new Capabilities(CapabilitySet.NONE, CapabilitySet.NONE, CapabilitySet.NONE);

  @Override
  public String toString() {
    return "{effective=0x"
        + Long.toHexString(effective.bits())
        + ", permitted=0x"
        + Long.toHexString(permitted.bits())
        + ", inheritable=0x"
        + Long.toHexString(inheritable.bits())
        + "}";
  }
}
