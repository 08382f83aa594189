package org.ctrtool.tools.rootfs;

/**
 * The directories of a root file system that come from an image, in the order of the bits of their
 * setting.
 */
public enum TopDirectory {
  /** Programs. */
  BIN("bin", true),
  /** Libraries. */
  LIB("lib", true),
  /** Libraries of 32-bit programs. */
  LIB32("lib32", true),
  /** Libraries of 64-bit programs, and the dynamic linker. */
  LIB64("lib64", true),
  /** Libraries of x32 programs. */
  LIBX32("libx32", true),
  /** Add-on software. */
  OPT("opt", false),
  /** Programs of the administrator. */
  SBIN("sbin", true),
  /** Most of the system. */
  USR("usr", false),
  /** Configuration. */
  ETC("etc", false),
  /** Homes of users. */
  HOME("home", false),
  /** The superuser's home. */
  ROOT("root", false),
  /** Variable data. */
  VAR("var", false);

  private final String directoryName;
  private final boolean merged;

  TopDirectory(String directoryName, boolean merged) {
    this.directoryName = directoryName;
    this.merged = merged;
  }

  /** The name below the root. */
  public String directoryName() {
    return directoryName;
  }

  /** Whether a system with a merged /usr has it there. */
  public boolean isMergedIntoUsr() {
    return merged;
  }

  /** Permissions of a new, empty one. */
  int mode() {
    return this == ROOT ? 0700 : 0777;
  }
}
