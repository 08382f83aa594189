package org.ctrtool.api;

/**
 * Options of waitid(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record WaitFlags(long bits) implements Flags {
  /** No flag. */
  public static final WaitFlags NONE = new WaitFlags(0);

  /** Do not block. */
  public static final WaitFlags WNOHANG = new WaitFlags(0x1L);

  /** Children that stopped. */
  public static final WaitFlags WSTOPPED = new WaitFlags(0x2L);

  /** Children that ended. */
  public static final WaitFlags WEXITED = new WaitFlags(0x4L);

  /** Children that continued. */
  public static final WaitFlags WCONTINUED = new WaitFlags(0x8L);

  /** Leave the child waitable. */
  public static final WaitFlags WNOWAIT = new WaitFlags(0x1000000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "WNOHANG", 0x1L,
          "WSTOPPED", 0x2L,
          "WEXITED", 0x4L,
          "WCONTINUED", 0x8L,
          "WNOWAIT", 0x1000000L);

  /** These flags and those of {@code more}. */
  public WaitFlags or(WaitFlags more) {
    return new WaitFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public WaitFlags without(WaitFlags less) {
    return new WaitFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(WaitFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(WaitFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
