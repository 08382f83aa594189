package org.ctrtool.api;

/**
 * A device number; see makedev(3).
 *
 * @param major the major number
 * @param minor the minor number
 */
public record Dev(int major, int minor) {
  /** The number of no device. */
  public static final Dev NONE = new Dev(0, 0);

  /** The device number in the kernel's 64-bit form, as stat(2) returns it. */
  public static Dev of(long encoded) {
    int major = (int) (encoded >>> 8 & 0xFFF | encoded >>> 32 & 0xFFFFF000L);
    int minor = (int) (encoded & 0xFF | encoded >>> 12 & 0xFFFFFF00L);
    return new Dev(major, minor);
  }

  /** The kernel's form, as mknod(2) takes it. */
  public long encoded() {
    return (minor & 0xFFL)
        | (major & 0xFFFL) << 8
        | (minor & 0xFFFFFF00L) << 12
        | (major & 0xFFFFF000L) << 32;
  }

  @Override
  public String toString() {
    return "makedev(" + major + ", " + minor + ")";
  }
}
