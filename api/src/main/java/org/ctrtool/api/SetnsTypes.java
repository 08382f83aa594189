package org.ctrtool.api;

/**
 * The argument {@code nstype} of setns(2): which namespaces to enter.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record SetnsTypes(long bits) implements Flags {
  /** No flag. */
  public static final SetnsTypes NONE = new SetnsTypes(0);

  /** Time namespace. */
  public static final SetnsTypes CLONE_NEWTIME = new SetnsTypes(0x80L);

  /** Mount namespace. */
  public static final SetnsTypes CLONE_NEWNS = new SetnsTypes(0x20000L);

  /** Cgroup namespace. */
  public static final SetnsTypes CLONE_NEWCGROUP = new SetnsTypes(0x2000000L);

  /** UTS namespace. */
  public static final SetnsTypes CLONE_NEWUTS = new SetnsTypes(0x4000000L);

  /** IPC namespace. */
  public static final SetnsTypes CLONE_NEWIPC = new SetnsTypes(0x8000000L);

  /** User namespace. */
  public static final SetnsTypes CLONE_NEWUSER = new SetnsTypes(0x10000000L);

  /** PID namespace. */
  public static final SetnsTypes CLONE_NEWPID = new SetnsTypes(0x20000000L);

  /** Network namespace. */
  public static final SetnsTypes CLONE_NEWNET = new SetnsTypes(0x40000000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "CLONE_NEWTIME", 0x80L,
          "CLONE_NEWNS", 0x20000L,
          "CLONE_NEWCGROUP", 0x2000000L,
          "CLONE_NEWUTS", 0x4000000L,
          "CLONE_NEWIPC", 0x8000000L,
          "CLONE_NEWUSER", 0x10000000L,
          "CLONE_NEWPID", 0x20000000L,
          "CLONE_NEWNET", 0x40000000L);

  /** These flags and those of {@code more}. */
  public SetnsTypes or(SetnsTypes more) {
    return new SetnsTypes(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public SetnsTypes without(SetnsTypes less) {
    return new SetnsTypes(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(SetnsTypes all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(SetnsTypes any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
