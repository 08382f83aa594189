package org.ctrtool.api;

/**
 * Flags of fsmount(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record FsmountFlags(long bits) implements Flags {
  /** No flag. */
  public static final FsmountFlags NONE = new FsmountFlags(0);

  /** Close on exec. */
  public static final FsmountFlags FSMOUNT_CLOEXEC = new FsmountFlags(0x1L);

  private static final FlagNames NAMES = new FlagNames("FSMOUNT_CLOEXEC", 0x1L);

  /** These flags and those of {@code more}. */
  public FsmountFlags or(FsmountFlags more) {
    return new FsmountFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public FsmountFlags without(FsmountFlags less) {
    return new FsmountFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(FsmountFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(FsmountFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
