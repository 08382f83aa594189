package org.ctrtool.api;

/**
 * The securebits flags; see capabilities(7).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record Securebits(long bits) implements Flags {
  /** No flag. */
  public static final Securebits NONE = new Securebits(0);

  /** User 0 gains nothing by an exec. */
  public static final Securebits SECBIT_NOROOT = new Securebits(0x1L);

  /** The bit before is locked. */
  public static final Securebits SECBIT_NOROOT_LOCKED = new Securebits(0x2L);

  /** A change of user ID leaves the capabilities alone. */
  public static final Securebits SECBIT_NO_SETUID_FIXUP = new Securebits(0x4L);

  /** The bit before is locked. */
  public static final Securebits SECBIT_NO_SETUID_FIXUP_LOCKED = new Securebits(0x8L);

  /** Permitted capabilities are kept when all user IDs become non-zero. */
  public static final Securebits SECBIT_KEEP_CAPS = new Securebits(0x10L);

  /** The bit before is locked. */
  public static final Securebits SECBIT_KEEP_CAPS_LOCKED = new Securebits(0x20L);

  /** No ambient capability can be raised. */
  public static final Securebits SECBIT_NO_CAP_AMBIENT_RAISE = new Securebits(0x40L);

  /** The bit before is locked. */
  public static final Securebits SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED = new Securebits(0x80L);

  private static final FlagNames NAMES =
      new FlagNames(
          "SECBIT_NOROOT", 0x1L,
          "SECBIT_NOROOT_LOCKED", 0x2L,
          "SECBIT_NO_SETUID_FIXUP", 0x4L,
          "SECBIT_NO_SETUID_FIXUP_LOCKED", 0x8L,
          "SECBIT_KEEP_CAPS", 0x10L,
          "SECBIT_KEEP_CAPS_LOCKED", 0x20L,
          "SECBIT_NO_CAP_AMBIENT_RAISE", 0x40L,
          "SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED", 0x80L);

  /** These flags and those of {@code more}. */
  public Securebits or(Securebits more) {
    return new Securebits(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public Securebits without(Securebits less) {
    return new Securebits(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(Securebits all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(Securebits any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
