package org.ctrtool.api;

/**
 * A set of capabilities, also of ones that have no name here.
 *
 * @param bits bit n is set if capability n is in the set
 */
public record CapabilitySet(long bits) {
  /** No capability. */
  public static final CapabilitySet NONE = new CapabilitySet(0);

  /** Every capability that has a name here. */
  public static final CapabilitySet ALL = new CapabilitySet((1L << (Capability.LAST + 1)) - 1);

  /** The set of these capabilities. */
  public static CapabilitySet of(Capability... members) {
    long bits = 0;
    for (Capability member : members) {
      bits |= bit(member);
    }
    return new CapabilitySet(bits);
  }

  /** Whether {@code capability} is in the set. */
  public boolean has(Capability capability) {
    return (bits & bit(capability)) != 0;
  }

  /** Whether capability number {@code n} is in the set. */
  public boolean hasNumber(int n) {
    return (bits >>> (n & 63) & 1) != 0;
  }

  /** Whether all of {@code others} are in the set. */
  public boolean hasAll(CapabilitySet others) {
    return (bits & others.bits) == others.bits;
  }

  /** The set with {@code capability}. */
  public CapabilitySet with(Capability capability) {
    return new CapabilitySet(bits | bit(capability));
  }

  /** The set without {@code capability}. */
  public CapabilitySet without(Capability capability) {
    return new CapabilitySet(bits & ~bit(capability));
  }

  /** What is in both sets. */
  public CapabilitySet and(CapabilitySet other) {
    return new CapabilitySet(bits & other.bits);
  }

  /** What is in one of the sets. */
  public CapabilitySet or(CapabilitySet other) {
    return new CapabilitySet(bits | other.bits);
  }

  /** What is in this set only. */
  public CapabilitySet minus(CapabilitySet other) {
    return new CapabilitySet(bits & ~other.bits);
  }

  private static long bit(Capability capability) {
    return 1L << (capability.number() & 63);
  }

  /** Sixteen hexadecimal digits, as {@code /proc/PID/status} shows a set. */
  @Override
  public String toString() {
    String digits = Long.toHexString(bits);
    return "0000000000000000".substring(digits.length()) + digits;
  }
}
