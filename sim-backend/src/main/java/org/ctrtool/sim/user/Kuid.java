package org.ctrtool.sim.user;

/**
 * A user ID as the initial user namespace counts: what the kernel stores. It becomes a {@link
 * org.ctrtool.api.Uid} only through a {@link UserNamespace}.
 *
 * @param number 0 to 4294967294; 4294967295 is no id
 */
public record Kuid(long number) {
  /** No user ID: what an unmapped number becomes. */
  public static final Kuid INVALID = new Kuid(0xFFFFFFFFL);

  /** The superuser of the host. */
  public static final Kuid ROOT = new Kuid(0);

  /** Whether it is a user ID. */
  public boolean isValid() {
    return !equals(INVALID);
  }
}
