package org.ctrtool.sim.user;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/**
 * Why a write to {@code uid_map}, {@code gid_map}, {@code projid_map} or {@code setgroups} is
 * refused.
 */
public enum IdMapRule implements Rule {
  /** map_write(), EPERM. */
  MAP_OF_THE_INITIAL_NAMESPACE(
      Errno.EPERM, "the maps of the initial user namespace cannot be written"),
  /** proc_uid_map_write(), EPERM. */
  MAP_OPENED_BY_A_STRANGER(
      Errno.EPERM,
      "the map was opened by a process that is neither in the user namespace nor in its parent"),
  /** map_write(), EINVAL. */
  MAP_NOT_WRITTEN_AT_ONCE(
      Errno.EINVAL,
      "a map is written with one write at the start of the file, of less than 4096 bytes"),
  /** map_write(), EPERM. */
  MAP_WRITTEN_ALREADY(Errno.EPERM, "the map has been written already, which can be done only once"),
  /** map_write(), EPERM. */
  MAP_NEEDS_CAP_SYS_ADMIN(
      Errno.EPERM, "whoever opened the map has no CAP_SYS_ADMIN over the user namespace"),
  /** map_write(), EINVAL. */
  MAP_SYNTAX(
      Errno.EINVAL, "a line of the map is not three numbers: first inside, first outside, count"),
  /** map_write(), EINVAL. */
  MAP_EMPTY_RANGE(Errno.EINVAL, "a range of the map is empty or goes beyond the last id"),
  /** mappings_overlap(), EINVAL. */
  MAP_OVERLAP(Errno.EINVAL, "two ranges of the map overlap, inside or outside"),
  /** map_write(), EINVAL. */
  MAP_TOO_LONG(Errno.EINVAL, "the map has more than 340 lines"),
  /** map_write(), EINVAL. */
  MAP_EMPTY(Errno.EINVAL, "the map has no lines"),
  /** verify_root_map(), EPERM. */
  MAP_OF_ROOT_NEEDS_CAP_SETFCAP(
      Errno.EPERM,
      "user 0 of the parent is mapped, and whoever made the user namespace (or writes from outside)"
          + " has no CAP_SETFCAP"),
  /** new_idmap_permitted(), EPERM. */
  MAP_OF_OTHER_IDS_NEEDS_CAPABILITY(
      Errno.EPERM,
      "the map has more than the own id, and opener and writer do not both hold CAP_SETUID (for"
          + " groups CAP_SETGID) over the parent user namespace"),
  /** new_idmap_permitted(), EPERM. */
  MAP_OF_OWN_GROUP_NEEDS_SETGROUPS_DENIED(
      Errno.EPERM,
      "an unprivileged process maps its own group only after \"deny\" was written to setgroups"),
  /** map_write(), EPERM. */
  MAP_OF_IDS_THE_PARENT_LACKS(
      Errno.EPERM, "a range does not lie within one range of the parent user namespace's map"),
  /** proc_setgroups_open(), EACCES. */
  SETGROUPS_FILE_NEEDS_CAP_SYS_ADMIN(
      Errno.EACCES,
      "the setgroups file is opened for writing without CAP_SYS_ADMIN over the user namespace"),
  /** proc_setgroups_write(), EINVAL. */
  SETGROUPS_SYNTAX(
      Errno.EINVAL, "the setgroups file takes \"allow\" or \"deny\", written at once at its start"),
  /** proc_setgroups_write(), EPERM. */
  SETGROUPS_DENIED_FOR_EVER(Errno.EPERM, "\"deny\" in the setgroups file cannot be taken back"),
  /** proc_setgroups_write(), EPERM. */
  SETGROUPS_AFTER_GID_MAP(
      Errno.EPERM, "setgroups can be denied only before the group map is written");

  private final Reason reason;

  IdMapRule(Errno errno, String explanation) {
    reason =
        new Reason(
            name(),
            errno,
            explanation,
            "user_namespaces(7), \"User and group ID mappings\"; kernel/user_namespace.c");
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
