package org.ctrtool.api;

/**
 * Flags of clone(2) that a {@link CloneRequest} may ask for.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record CloneFlags(long bits) implements Flags {
  /** No flag. */
  public static final CloneFlags NONE = new CloneFlags(0);

  /** Share root, working directory and umask. */
  public static final CloneFlags CLONE_FS = new CloneFlags(0x200L);

  /** Share the descriptor table. */
  public static final CloneFlags CLONE_FILES = new CloneFlags(0x400L);

  /** The new task gets the caller's parent. */
  public static final CloneFlags CLONE_PARENT = new CloneFlags(0x8000L);

  /** Mount namespace. */
  public static final CloneFlags CLONE_NEWNS = new CloneFlags(0x20000L);

  /** Cgroup namespace. */
  public static final CloneFlags CLONE_NEWCGROUP = new CloneFlags(0x2000000L);

  /** UTS namespace. */
  public static final CloneFlags CLONE_NEWUTS = new CloneFlags(0x4000000L);

  /** IPC namespace. */
  public static final CloneFlags CLONE_NEWIPC = new CloneFlags(0x8000000L);

  /** User namespace. */
  public static final CloneFlags CLONE_NEWUSER = new CloneFlags(0x10000000L);

  /** PID namespace. */
  public static final CloneFlags CLONE_NEWPID = new CloneFlags(0x20000000L);

  /** Network namespace. */
  public static final CloneFlags CLONE_NEWNET = new CloneFlags(0x40000000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "CLONE_FS", 0x200L,
          "CLONE_FILES", 0x400L,
          "CLONE_PARENT", 0x8000L,
          "CLONE_NEWNS", 0x20000L,
          "CLONE_NEWCGROUP", 0x2000000L,
          "CLONE_NEWUTS", 0x4000000L,
          "CLONE_NEWIPC", 0x8000000L,
          "CLONE_NEWUSER", 0x10000000L,
          "CLONE_NEWPID", 0x20000000L,
          "CLONE_NEWNET", 0x40000000L);

  /** These flags and those of {@code more}. */
  public CloneFlags or(CloneFlags more) {
    return new CloneFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public CloneFlags without(CloneFlags less) {
    return new CloneFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(CloneFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(CloneFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
