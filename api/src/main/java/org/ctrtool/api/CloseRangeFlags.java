package org.ctrtool.api;

/**
 * Flags of close_range(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record CloseRangeFlags(long bits) implements Flags {
  /** No flag. */
  public static final CloseRangeFlags NONE = new CloseRangeFlags(0);

  /** Unshare the descriptor table first. */
  public static final CloseRangeFlags CLOSE_RANGE_UNSHARE = new CloseRangeFlags(0x2L);

  /** Set close-on-exec instead of closing. */
  public static final CloseRangeFlags CLOSE_RANGE_CLOEXEC = new CloseRangeFlags(0x4L);

  private static final FlagNames NAMES =
      new FlagNames(
          "CLOSE_RANGE_UNSHARE", 0x2L,
          "CLOSE_RANGE_CLOEXEC", 0x4L);

  /** These flags and those of {@code more}. */
  public CloseRangeFlags or(CloseRangeFlags more) {
    return new CloseRangeFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public CloseRangeFlags without(CloseRangeFlags less) {
    return new CloseRangeFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(CloseRangeFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(CloseRangeFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
