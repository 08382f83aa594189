package org.ctrtool.api;

/**
 * A network interface and its flags; {@code struct ifreq} of netdevice(7).
 *
 * @param name the interface's name, at most 15 bytes
 * @param flags the flags to set
 */
public record InterfaceRequest(String name, InterfaceFlags flags) {
  @Override
  public String toString() {
    return "{ifr_name=" + OsStrings.quoted(name) + ", ifr_flags=" + flags + "}";
  }
}
