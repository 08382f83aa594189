package org.ctrtool.api;

/**
 * Flags of move_mount(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record MoveMountFlags(long bits) implements Flags {
  /** No flag. */
  public static final MoveMountFlags NONE = new MoveMountFlags(0);

  /** Follow symbolic links of the source path. */
  public static final MoveMountFlags MOVE_MOUNT_F_SYMLINKS = new MoveMountFlags(0x1L);

  /** Follow automounts of the source path. */
  public static final MoveMountFlags MOVE_MOUNT_F_AUTOMOUNTS = new MoveMountFlags(0x2L);

  /** An empty source path means the descriptor itself. */
  public static final MoveMountFlags MOVE_MOUNT_F_EMPTY_PATH = new MoveMountFlags(0x4L);

  /** Follow symbolic links of the target path. */
  public static final MoveMountFlags MOVE_MOUNT_T_SYMLINKS = new MoveMountFlags(0x10L);

  /** Follow automounts of the target path. */
  public static final MoveMountFlags MOVE_MOUNT_T_AUTOMOUNTS = new MoveMountFlags(0x20L);

  /** An empty target path means the descriptor itself. */
  public static final MoveMountFlags MOVE_MOUNT_T_EMPTY_PATH = new MoveMountFlags(0x40L);

  /** Copy the sharing group. */
  public static final MoveMountFlags MOVE_MOUNT_SET_GROUP = new MoveMountFlags(0x100L);

  /** Mount beneath the topmost mount of the target. */
  public static final MoveMountFlags MOVE_MOUNT_BENEATH = new MoveMountFlags(0x200L);

  private static final FlagNames NAMES =
      new FlagNames(
          "MOVE_MOUNT_F_SYMLINKS", 0x1L,
          "MOVE_MOUNT_F_AUTOMOUNTS", 0x2L,
          "MOVE_MOUNT_F_EMPTY_PATH", 0x4L,
          "MOVE_MOUNT_T_SYMLINKS", 0x10L,
          "MOVE_MOUNT_T_AUTOMOUNTS", 0x20L,
          "MOVE_MOUNT_T_EMPTY_PATH", 0x40L,
          "MOVE_MOUNT_SET_GROUP", 0x100L,
          "MOVE_MOUNT_BENEATH", 0x200L);

  /** These flags and those of {@code more}. */
  public MoveMountFlags or(MoveMountFlags more) {
    return new MoveMountFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public MoveMountFlags without(MoveMountFlags less) {
    return new MoveMountFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(MoveMountFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(MoveMountFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
