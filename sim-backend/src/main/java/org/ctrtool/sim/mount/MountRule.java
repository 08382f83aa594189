package org.ctrtool.sim.mount;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why a call that changes mounts is refused. */
public enum MountRule implements Rule {
  // Who asks
  MOUNTING_NEEDS_CAP_SYS_ADMIN(
      Errno.EPERM,
      "changing mounts needs CAP_SYS_ADMIN in the user namespace that owns the mount namespace",
      "mount(2), EPERM; may_mount() in fs/namespace.c"),
  PROPAGATION_NEEDS_CAP_SYS_ADMIN_OVER_ITS_NAMESPACE(
      Errno.EPERM,
      "changing propagation needs CAP_SYS_ADMIN in the user namespace that owns the mount's namespace",
      "mount_namespaces(7); may_change_propagation() in fs/namespace.c"),
  FILE_SYSTEM_BELONGS_TO_ANOTHER_USER_NAMESPACE(
      Errno.EPERM,
      "this needs CAP_SYS_ADMIN in the user namespace that the file system was mounted from",
      "user_namespaces(7); do_remount() in fs/namespace.c"),

  // What the arguments say
  UNKNOWN_FLAGS(
      Errno.EINVAL,
      "the flags have bits that the call does not know, or that exclude each other",
      "mount(2), umount2(2), move_mount(2), mount_setattr(2), EINVAL"),
  SOURCE_MISSING(
      Errno.EINVAL, "a bind mount and a move need a source", "mount(2), EINVAL; do_loopback()"),
  ONE_PROPAGATION_TYPE_ONLY(
      Errno.EINVAL,
      "exactly one of shared, private, slave and unbindable can be asked for, with MS_REC and MS_SILENT",
      "mount(2), EINVAL; flags_to_propagation_type() in fs/namespace.c"),
  ATIME_IS_ONE_CHOICE(
      Errno.EINVAL,
      "the access-time mode is one choice: clear MOUNT_ATTR__ATIME as a whole, then set one of its values",
      "mount_setattr(2), EINVAL; build_mount_kattr() in fs/namespace.c"),
  RECURSION_NEEDS_CLONE(
      Errno.EINVAL,
      "AT_RECURSIVE says what to clone, so it needs OPEN_TREE_CLONE",
      "open_tree(2), EINVAL"),

  // The target
  TARGET_WAS_REMOVED(
      Errno.ENOENT,
      "the name of the target was removed, or its mount was unmounted",
      "mount(2), ENOENT; do_lock_mount() in fs/namespace.c"),
  SOURCE_WAS_REMOVED(
      Errno.ENOENT,
      "the name of what is to be mounted was removed",
      "mount(2), ENOENT; get_mountpoint() in fs/namespace.c"),
  NOT_A_MOUNT_POINT(
      Errno.EINVAL, "the path is not the root of a mount", "mount(2), umount2(2), EINVAL"),
  MOUNT_OF_ANOTHER_NAMESPACE(
      Errno.EINVAL,
      "the mount is not in the caller's mount namespace",
      "mount_namespaces(7); check_mnt() in fs/namespace.c"),
  SAME_FILE_SYSTEM_ON_ITSELF(
      Errno.EBUSY,
      "the same file system is already mounted exactly there",
      "mount(2), EBUSY; do_add_mount() in fs/namespace.c"),
  ROOT_IS_A_SYMBOLIC_LINK(
      Errno.EINVAL, "a symbolic link cannot be mounted", "do_add_mount() in fs/namespace.c"),
  DIRECTORY_ON_FILE_OR_FILE_ON_DIRECTORY(
      Errno.ENOTDIR,
      "a directory goes on a directory, anything else on something that is none",
      "mount(2), ENOTDIR; graft_tree() in fs/namespace.c"),
  TOO_MANY_MOUNTS(
      Errno.ENOSPC,
      "a mount namespace would have more mounts than /proc/sys/fs/mount-max",
      "proc(5), /proc/sys/fs/mount-max; count_mounts() in fs/namespace.c"),
  FILE_SYSTEM_WOULD_REVEAL_TOO_MUCH(
      Errno.EPERM,
      "no mount of this type is fully visible in the mount namespace, so a new one could show what was"
          + " covered or made read-only on purpose",
      "user_namespaces(7); mount_too_revealing() in fs/namespace.c"),

  // The source of a bind mount or clone
  MOUNT_IS_UNBINDABLE(
      Errno.EINVAL, "the source is an unbindable mount", "mount_namespaces(7), MS_UNBINDABLE"),
  SOURCE_MOUNT_OF_ANOTHER_NAMESPACE(
      Errno.EINVAL,
      "the source is not in the caller's mount namespace, nor in a detached tree cloned from it",
      "mount_namespaces(7); may_copy_tree() in fs/namespace.c"),
  COPY_WOULD_UNCOVER_A_LOCKED_MOUNT(
      Errno.EINVAL,
      "a locked mount lies below the source, and a bind mount without it would show what it covers",
      "mount_namespaces(7); __has_locked_children() in fs/namespace.c"),
  UNBINDABLE_MOUNT_IS_LOCKED(
      Errno.EPERM,
      "an unbindable mount cannot be left out of the copy, since it is locked",
      "copy_tree() in fs/namespace.c"),
  FILE_SYSTEM_OF_THE_KERNEL(
      Errno.EINVAL,
      "the source is in a file system that only the kernel mounts, such as that of pipes",
      "graft_tree() in fs/namespace.c"),
  MOUNT_NAMESPACE_INSIDE_ITSELF(
      Errno.EINVAL,
      "a mount namespace can only be bound inside an older one, or it would keep itself alive",
      "mount_namespaces(7); mnt_ns_loop() in fs/namespace.c"),
  MOUNT_NAMESPACE_CANNOT_PROPAGATE(
      Errno.EINVAL,
      "the file of a mount namespace cannot be mounted where other mounts receive a copy",
      "copy_tree() in fs/namespace.c"),

  // Moving
  SOURCE_IS_NOT_A_MOUNT(
      Errno.EINVAL, "only the root of a mount can be moved", "mount(2), MS_MOVE; do_move_mount()"),
  CANNOT_MOVE_ONTO_ANOTHER_KIND_OF_FILE(
      Errno.EINVAL,
      "a directory moves onto a directory, anything else onto something that is none",
      "do_move_mount() in fs/namespace.c"),
  MOUNT_HAS_NO_PARENT(
      Errno.EINVAL,
      "the mount has no parent: it is the root of a mount namespace or of a detached tree",
      "do_move_mount(), do_umount(), pivot_root() in fs/namespace.c"),
  MOUNT_IS_LOCKED(
      Errno.EINVAL,
      "the mount is locked together with its parent: it came from a more privileged mount namespace",
      "mount_namespaces(7), \"Restrictions on mount namespaces\"; umount2(2), EINVAL"),
  PARENT_IS_SHARED(
      Errno.EINVAL,
      "a mount cannot be moved off a shared mount, whose peers would keep it",
      "mount(2), MS_MOVE, EINVAL"),
  NOT_THE_ROOT_OF_A_DETACHED_TREE(
      Errno.EINVAL,
      "the source is neither in the caller's mount namespace nor the root of a detached tree",
      "do_move_mount() in fs/namespace.c"),
  TARGET_IN_THE_SAME_DETACHED_TREE(
      Errno.EINVAL,
      "the target lies in the detached tree that is to be moved",
      "do_move_mount() in fs/namespace.c"),
  UNBINDABLE_CANNOT_BE_SHARED(
      Errno.EINVAL,
      "the tree contains an unbindable mount, and the target is shared",
      "mount_namespaces(7), MS_UNBINDABLE; do_move_mount()"),
  MOUNT_NAMESPACE_LOOP(
      Errno.ELOOP,
      "the tree contains the file of a mount namespace that is not newer than the caller's",
      "check_for_nsfs_mounts() in fs/namespace.c"),
  MOVE_INTO_ITSELF(
      Errno.ELOOP, "the target lies in the tree that is to be moved", "mount(2), ELOOP"),
  NOTHING_TO_MOUNT_BENEATH(
      Errno.EINVAL,
      "mounting beneath needs a target that is the root of a mount with a parent",
      "move_mount(2), MOVE_MOUNT_BENEATH"),
  SOURCE_IS_COVERED(
      Errno.EINVAL,
      "something is mounted on the root of what should go beneath another mount",
      "move_mount(2), MOVE_MOUNT_BENEATH; can_move_mount_beneath()"),
  CANNOT_MOUNT_BENEATH_THE_ROOT(
      Errno.EINVAL,
      "the target is the caller's root, or sits on the root of the mount namespace",
      "move_mount(2), MOVE_MOUNT_BENEATH; can_move_mount_beneath()"),
  SOURCE_LIES_BELOW_THE_TARGET(
      Errno.EINVAL,
      "what should go beneath the target lies below it",
      "can_move_mount_beneath() in fs/namespace.c"),
  COPY_WOULD_COVER_THE_MOUNT(
      Errno.EINVAL,
      "the parent would propagate a copy onto the very mount that should stay on top",
      "move_mount(2), MOVE_MOUNT_BENEATH; propagation_would_overmount()"),

  // Propagation
  MOUNT_IS_NOT_ATTACHED(
      Errno.EINVAL,
      "the mount is in no mount namespace any more",
      "may_change_propagation() in fs/namespace.c"),
  GROUPS_ARE_PER_FILE_SYSTEM(
      Errno.EINVAL,
      "a sharing group can only be copied between mounts of one file system",
      "move_mount(2), MOVE_MOUNT_SET_GROUP; do_set_group()"),
  GROUP_SOURCE_IS_NARROWER(
      Errno.EINVAL,
      "the mount whose sharing is copied must show all that the other one shows",
      "move_mount(2), MOVE_MOUNT_SET_GROUP; do_set_group()"),
  GROUP_TARGET_IS_NOT_PRIVATE(
      Errno.EINVAL,
      "only a private mount can get the sharing of another one",
      "move_mount(2), MOVE_MOUNT_SET_GROUP; do_set_group()"),
  GROUP_SOURCE_IS_PRIVATE(
      Errno.EINVAL,
      "the mount whose sharing is copied is neither shared nor a slave",
      "move_mount(2), MOVE_MOUNT_SET_GROUP; do_set_group()"),

  // Flags
  LOCKED_FLAG_CANNOT_BE_CLEARED(
      Errno.EPERM,
      "the mount came from a more privileged mount namespace, and a flag that was set there is locked",
      "mount_namespaces(7), \"Restrictions on mount namespaces\"; can_change_locked_flags()"),
  FILES_ARE_OPEN_FOR_WRITING(
      Errno.EBUSY,
      "files are open for writing on what should become read-only",
      "mount(2), EBUSY; mnt_hold_writers(), sb_prepare_remount_readonly()"),
  IDMAP_CANNOT_BE_CLEARED(
      Errno.EINVAL, "the id map of a mount cannot be taken away", "mount_setattr(2), EINVAL"),
  IDMAP_OF_THE_INITIAL_USER_NAMESPACE(
      Errno.EPERM, "the initial user namespace maps nothing", "mount_setattr(2), EPERM"),
  IDMAP_NEEDS_CAP_SYS_ADMIN(
      Errno.EPERM,
      "mapping ids needs CAP_SYS_ADMIN in the user namespace whose maps are used",
      "mount_setattr(2), EPERM; build_mount_idmapped()"),
  IDMAP_IS_EMPTY(
      Errno.EINVAL,
      "the user namespace has no mapping yet",
      "mount_setattr(2), EINVAL; alloc_mnt_idmap()"),
  IDMAP_IS_THAT_OF_THE_FILE_SYSTEM(
      Errno.EINVAL,
      "the file system already belongs to that user namespace",
      "mount_setattr(2), EINVAL; can_idmap_mount()"),
  ALREADY_IDMAPPED(
      Errno.EPERM, "the mount already has an id map", "mount_setattr(2), EPERM; can_idmap_mount()"),
  FILE_SYSTEM_CANNOT_BE_IDMAPPED(
      Errno.EINVAL,
      "this type of file system does not support id-mapped mounts",
      "mount_setattr(2), EINVAL; can_idmap_mount()"),
  IDMAP_NEEDS_A_DETACHED_TREE(
      Errno.EINVAL,
      "only a mount that was never visible can get an id map: clone it with open_tree first",
      "mount_setattr(2), EINVAL; can_idmap_mount()"),

  // Unmounting
  EXPIRY_IS_NOT_POSSIBLE(
      Errno.EINVAL,
      "MNT_EXPIRE goes with neither MNT_FORCE nor MNT_DETACH nor the caller's root",
      "umount2(2), EINVAL; do_umount()"),
  EXPIRY_STARTS(
      Errno.EAGAIN,
      "the mount is marked now, and will go with the next MNT_EXPIRE if nobody uses it until then",
      "umount2(2), EAGAIN"),
  MOUNT_IS_BUSY(
      Errno.EBUSY,
      "something is mounted below, or the mount or a copy that would go with it is in use",
      "umount2(2), EBUSY; propagate_mount_busy() in fs/pnode.c"),

  // pivot_root
  PIVOT_ON_SHARED_MOUNT(
      Errno.EINVAL,
      "the mount of put_old, or the parent of new_root or of the current root, is shared",
      "pivot_root(2), EINVAL"),
  PIVOT_TO_REMOVED_DIRECTORY(
      Errno.ENOENT, "new_root was removed", "pivot_root() in fs/namespace.c"),
  PIVOT_ON_THE_CURRENT_ROOT(
      Errno.EBUSY, "new_root or put_old is on the current root mount", "pivot_root(2), EBUSY"),
  ROOT_IS_NOT_A_MOUNT(
      Errno.EINVAL,
      "the current root is not the root of a mount, as after chroot(2)",
      "pivot_root(2), EINVAL"),
  ROOT_IS_THE_INITIAL_ROOT(
      Errno.EINVAL,
      "the current root is the initial root of the mount namespace, below which there is nothing",
      "pivot_root(2), EINVAL"),
  NEW_ROOT_IS_NOT_A_MOUNT(
      Errno.EINVAL, "new_root is not the root of an attached mount", "pivot_root(2), EINVAL"),
  PUT_OLD_IS_NOT_BELOW_NEW_ROOT(
      Errno.EINVAL, "put_old is not at or below new_root", "pivot_root(2), EINVAL"),
  NEW_ROOT_IS_OUTSIDE_THE_ROOT(
      Errno.EINVAL, "new_root cannot be reached from the current root", "pivot_root(2), EINVAL");

  private final Reason reason;

  MountRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
