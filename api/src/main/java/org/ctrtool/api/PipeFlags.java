package org.ctrtool.api;

/**
 * Flags of pipe2(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record PipeFlags(long bits) implements Flags {
  /** No flag. */
  public static final PipeFlags NONE = new PipeFlags(0);

  /** Reads and writes do not block. */
  public static final PipeFlags O_NONBLOCK = new PipeFlags(0x800L);

  /** Close on exec. */
  public static final PipeFlags O_CLOEXEC = new PipeFlags(0x80000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "O_NONBLOCK", 0x800L,
          "O_CLOEXEC", 0x80000L);

  /** These flags and those of {@code more}. */
  public PipeFlags or(PipeFlags more) {
    return new PipeFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public PipeFlags without(PipeFlags less) {
    return new PipeFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(PipeFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(PipeFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
