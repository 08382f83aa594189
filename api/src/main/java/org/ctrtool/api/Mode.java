package org.ctrtool.api;

/**
 * The type and permission bits of a file; see inode(7).
 *
 * @param bits {@code S_IF*} type bits and the twelve permission bits
 */
public record Mode(int bits) implements Comparable<Mode> {
  /** The mask of the type. */
  public static final int S_IFMT = 0170000;

  /** Socket. */
  public static final int S_IFSOCK = 0140000;

  /** Symbolic link. */
  public static final int S_IFLNK = 0120000;

  /** Regular file. */
  public static final int S_IFREG = 0100000;

  /** Block device. */
  public static final int S_IFBLK = 0060000;

  /** Directory. */
  public static final int S_IFDIR = 0040000;

  /** Character device. */
  public static final int S_IFCHR = 0020000;

  /** FIFO. */
  public static final int S_IFIFO = 0010000;

  /** No type and no permissions; what calls take that create nothing. */
  public static final Mode NONE = new Mode(0);

  /** The type bits alone. */
  public int type() {
    return bits & S_IFMT;
  }

  /** The permission bits alone, with set-user-ID, set-group-ID and sticky bit. */
  public int permissions() {
    return bits & 07777;
  }

  /** Whether this is the mode of a directory. */
  public boolean isDirectory() {
    return type() == S_IFDIR;
  }

  /** Whether this is the mode of a symbolic link. */
  public boolean isSymbolicLink() {
    return type() == S_IFLNK;
  }

  /** Whether this is the mode of a regular file. */
  public boolean isRegular() {
    return type() == S_IFREG;
  }

  @Override
  public int compareTo(Mode other) {
    return Integer.compare(bits, other.bits);
  }

  /** As strace writes it: {@code S_IFSOCK|0600}. */
  @Override
  public String toString() {
    String name =
        switch (type()) {
          case S_IFSOCK -> "S_IFSOCK|";
          case S_IFLNK -> "S_IFLNK|";
          case S_IFREG -> "S_IFREG|";
          case S_IFBLK -> "S_IFBLK|";
          case S_IFDIR -> "S_IFDIR|";
          case S_IFCHR -> "S_IFCHR|";
          case S_IFIFO -> "S_IFIFO|";
          default -> "";
        };
    String octal = Integer.toString(bits & ~S_IFMT, 8);
    return name + (octal.length() < 3 ? "000".substring(octal.length()) : "0") + octal;
  }
}
