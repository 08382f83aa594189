package org.ctrtool.api;

/**
 * Flags of open(2), openat(2) and openat2(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it on x86-64, on every machine
 */
public record OpenFlags(long bits) implements Flags {
  /** No flag. */
  public static final OpenFlags NONE = new OpenFlags(0);

  /** Read only: the access mode 0. */
  public static final OpenFlags O_RDONLY = NONE;

  /** Write only. */
  public static final OpenFlags O_WRONLY = new OpenFlags(0x1L);

  /** Read and write. */
  public static final OpenFlags O_RDWR = new OpenFlags(0x2L);

  /** Create a missing file. */
  public static final OpenFlags O_CREAT = new OpenFlags(0x40L);

  /** Fail if the file exists. */
  public static final OpenFlags O_EXCL = new OpenFlags(0x80L);

  /** Do not acquire a controlling terminal. */
  public static final OpenFlags O_NOCTTY = new OpenFlags(0x100L);

  /** Truncate. */
  public static final OpenFlags O_TRUNC = new OpenFlags(0x200L);

  /** Append. */
  public static final OpenFlags O_APPEND = new OpenFlags(0x400L);

  /** Do not block. */
  public static final OpenFlags O_NONBLOCK = new OpenFlags(0x800L);

  /** Must be a directory. */
  public static final OpenFlags O_DIRECTORY = new OpenFlags(0x10000L);

  /** Do not follow a final symbolic link. */
  public static final OpenFlags O_NOFOLLOW = new OpenFlags(0x20000L);

  /** Do not update the access time. */
  public static final OpenFlags O_NOATIME = new OpenFlags(0x40000L);

  /** Close on exec. */
  public static final OpenFlags O_CLOEXEC = new OpenFlags(0x80000L);

  /** Only a place in the tree, not the file's content. */
  public static final OpenFlags O_PATH = new OpenFlags(0x200000L);

  /** An unnamed file (includes {@code O_DIRECTORY}). */
  public static final OpenFlags O_TMPFILE = new OpenFlags(0x410000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "O_WRONLY", 0x1L,
          "O_RDWR", 0x2L,
          "O_CREAT", 0x40L,
          "O_EXCL", 0x80L,
          "O_NOCTTY", 0x100L,
          "O_TRUNC", 0x200L,
          "O_APPEND", 0x400L,
          "O_NONBLOCK", 0x800L,
          "O_DIRECTORY", 0x10000L,
          "O_NOFOLLOW", 0x20000L,
          "O_NOATIME", 0x40000L,
          "O_CLOEXEC", 0x80000L,
          "O_PATH", 0x200000L,
          "O_TMPFILE", 0x410000L);

  /** These flags and those of {@code more}. */
  public OpenFlags or(OpenFlags more) {
    return new OpenFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public OpenFlags without(OpenFlags less) {
    return new OpenFlags(bits & ~less.bits);
  }

  /**
   * The flags with this number on another machine.
   *
   * @param bits the value as the kernel takes it there
   * @param machine its name in {@link SystemName}
   */
  public static OpenFlags ofMachine(long bits, String machine) {
    OpenFlags flags = new OpenFlags(bits);
    return machine.startsWith("aarch64") || machine.startsWith("arm")
        ? flags.exchangedForArm()
        : flags;
  }

  /**
   * ARM has the numbers of O_DIRECTORY and O_DIRECT exchanged, and those of O_NOFOLLOW and
   * O_LARGEFILE; see arch/arm64/include/uapi/asm/fcntl.h.
   */
  public OpenFlags exchangedForArm() {
    long low = bits & 0xC000L;
    long high = bits & 0x30000L;
    return new OpenFlags(bits & ~0x3C000L | low << 2 | high >> 2);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(OpenFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(OpenFlags any) {
    return (bits & any.bits) != 0;
  }

  /** Whether the access mode allows writing. */
  public boolean isForWriting() {
    return (bits & 3) != 0;
  }

  @Override
  public String toString() {
    if ((bits & 3) != 0) {
      return NAMES.render(bits);
    }
    return bits == 0 ? "O_RDONLY" : "O_RDONLY|" + NAMES.render(bits);
  }
}
