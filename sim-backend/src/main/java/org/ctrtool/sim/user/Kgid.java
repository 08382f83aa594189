package org.ctrtool.sim.user;

/**
 * A group ID as the initial user namespace counts: what the kernel stores. It becomes a {@link
 * org.ctrtool.api.Gid} only through a {@link UserNamespace}.
 *
 * @param number 0 to 4294967294; 4294967295 is no id
 */
public record Kgid(long number) {
  /** No group ID: what an unmapped number becomes. */
  public static final Kgid INVALID = new Kgid(0xFFFFFFFFL);

  /** The superuser group of the host. */
  public static final Kgid ROOT = new Kgid(0);

  /** Whether it is a group ID. */
  public boolean isValid() {
    return !equals(INVALID);
  }
}
