package org.ctrtool.api;

/**
 * Flags of unshare(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record UnshareFlags(long bits) implements Flags {
  /** No flag. */
  public static final UnshareFlags NONE = new UnshareFlags(0);

  /** An own root, working directory and umask. */
  public static final UnshareFlags CLONE_FS = new UnshareFlags(0x200L);

  /** An own descriptor table. */
  public static final UnshareFlags CLONE_FILES = new UnshareFlags(0x400L);

  /** An own list of semaphore adjustments. */
  public static final UnshareFlags CLONE_SYSVSEM = new UnshareFlags(0x40000L);

  /** Time namespace. */
  public static final UnshareFlags CLONE_NEWTIME = new UnshareFlags(0x80L);

  /** Mount namespace. */
  public static final UnshareFlags CLONE_NEWNS = new UnshareFlags(0x20000L);

  /** Cgroup namespace. */
  public static final UnshareFlags CLONE_NEWCGROUP = new UnshareFlags(0x2000000L);

  /** UTS namespace. */
  public static final UnshareFlags CLONE_NEWUTS = new UnshareFlags(0x4000000L);

  /** IPC namespace. */
  public static final UnshareFlags CLONE_NEWIPC = new UnshareFlags(0x8000000L);

  /** User namespace. */
  public static final UnshareFlags CLONE_NEWUSER = new UnshareFlags(0x10000000L);

  /** PID namespace. */
  public static final UnshareFlags CLONE_NEWPID = new UnshareFlags(0x20000000L);

  /** Network namespace. */
  public static final UnshareFlags CLONE_NEWNET = new UnshareFlags(0x40000000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "CLONE_FS", 0x200L,
          "CLONE_FILES", 0x400L,
          "CLONE_SYSVSEM", 0x40000L,
          "CLONE_NEWTIME", 0x80L,
          "CLONE_NEWNS", 0x20000L,
          "CLONE_NEWCGROUP", 0x2000000L,
          "CLONE_NEWUTS", 0x4000000L,
          "CLONE_NEWIPC", 0x8000000L,
          "CLONE_NEWUSER", 0x10000000L,
          "CLONE_NEWPID", 0x20000000L,
          "CLONE_NEWNET", 0x40000000L);

  /** These flags and those of {@code more}. */
  public UnshareFlags or(UnshareFlags more) {
    return new UnshareFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public UnshareFlags without(UnshareFlags less) {
    return new UnshareFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(UnshareFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(UnshareFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
