package org.ctrtool.api;

/**
 * Seals of an anonymous file; see fcntl(2), {@code F_ADD_SEALS}.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record Seals(long bits) implements Flags {
  /** No flag. */
  public static final Seals NONE = new Seals(0);

  /** No further seals. */
  public static final Seals F_SEAL_SEAL = new Seals(0x1L);

  /** It cannot shrink. */
  public static final Seals F_SEAL_SHRINK = new Seals(0x2L);

  /** It cannot grow. */
  public static final Seals F_SEAL_GROW = new Seals(0x4L);

  /** It cannot be written. */
  public static final Seals F_SEAL_WRITE = new Seals(0x8L);

  /** It cannot be written by new openings. */
  public static final Seals F_SEAL_FUTURE_WRITE = new Seals(0x10L);

  /** Its executable bits cannot change. */
  public static final Seals F_SEAL_EXEC = new Seals(0x20L);

  private static final FlagNames NAMES =
      new FlagNames(
          "F_SEAL_SEAL", 0x1L,
          "F_SEAL_SHRINK", 0x2L,
          "F_SEAL_GROW", 0x4L,
          "F_SEAL_WRITE", 0x8L,
          "F_SEAL_FUTURE_WRITE", 0x10L,
          "F_SEAL_EXEC", 0x20L);

  /** These flags and those of {@code more}. */
  public Seals or(Seals more) {
    return new Seals(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public Seals without(Seals less) {
    return new Seals(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(Seals all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(Seals any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
