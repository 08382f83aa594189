package org.ctrtool.sim.path;

import static org.ctrtool.api.Errno.EACCES;
import static org.ctrtool.api.Errno.EAGAIN;
import static org.ctrtool.api.Errno.EBUSY;
import static org.ctrtool.api.Errno.EEXIST;
import static org.ctrtool.api.Errno.EINVAL;
import static org.ctrtool.api.Errno.EISDIR;
import static org.ctrtool.api.Errno.ELOOP;
import static org.ctrtool.api.Errno.ENAMETOOLONG;
import static org.ctrtool.api.Errno.ENOENT;
import static org.ctrtool.api.Errno.ENOTDIR;
import static org.ctrtool.api.Errno.ENOTEMPTY;
import static org.ctrtool.api.Errno.EOPNOTSUPP;
import static org.ctrtool.api.Errno.EOVERFLOW;
import static org.ctrtool.api.Errno.EPERM;
import static org.ctrtool.api.Errno.EROFS;
import static org.ctrtool.api.Errno.ETXTBSY;
import static org.ctrtool.api.Errno.EXDEV;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Rules of paths, names, permission and attributes. */
public enum PathRule implements Rule {
  // The walk
  PATH_IS_EMPTY(ENOENT, "the path is empty", "path_resolution(7)"),
  PATH_TOO_LONG(ENAMETOOLONG, "the path is longer than 4095 bytes", "path_resolution(7)"),
  NAME_TOO_LONG(
      ENAMETOOLONG, "a component of the path is longer than 255 bytes", "path_resolution(7)"),
  NO_SUCH_NAME(ENOENT, "a component of the path does not exist", "path_resolution(7)"),
  NOT_A_DIRECTORY(ENOTDIR, "what is used as a directory is none", "path_resolution(7)"),
  DIRECTORY_IS_GONE(ENOENT, "the directory has been removed", "path_resolution(7)"),
  OUTSIDE_OF_THE_MOUNT(
      ENOENT,
      "the parent directory lies outside of what the bind mount shows",
      "path_connected() in fs/namei.c"),
  SEARCH_DENIED(EACCES, "a directory on the path may not be searched", "path_resolution(7)"),
  TOO_MANY_LINKS(ELOOP, "more than 40 symbolic links would be followed", "path_resolution(7)"),
  LINKS_ARE_NOT_FOLLOWED_HERE(
      ELOOP, "the mount has the option nosymfollow", "mount(2), MS_NOSYMFOLLOW"),
  // openat2
  LINK_WITH_NO_SYMLINKS(ELOOP, "RESOLVE_NO_SYMLINKS follows no symbolic link", "openat2(2)"),
  MAGIC_LINK_WITH_NO_MAGICLINKS(ELOOP, "RESOLVE_NO_MAGICLINKS follows no magic link", "openat2(2)"),
  MAGIC_LINK_LEAVES(
      EXDEV, "RESOLVE_BENEATH and RESOLVE_IN_ROOT follow no magic link", "openat2(2)"),
  ABSOLUTE_PATH_LEAVES(
      EXDEV, "RESOLVE_BENEATH takes neither absolute paths nor absolute links", "openat2(2)"),
  DOT_DOT_LEAVES(
      EXDEV, "the path leaves the directory that RESOLVE_BENEATH keeps it in", "openat2(2)"),
  CROSSES_A_MOUNT(EXDEV, "RESOLVE_NO_XDEV crosses no mount", "openat2(2)"),
  UNKNOWN_OPEN_FLAG(EINVAL, "openat2 does not know all the flags", "openat2(2)"),
  UNKNOWN_RESOLVE_FLAG(EINVAL, "openat2 does not know all the resolve flags", "openat2(2)"),
  BENEATH_AND_IN_ROOT(
      EINVAL, "RESOLVE_BENEATH and RESOLVE_IN_ROOT exclude each other", "openat2(2)"),
  MODE_WITHOUT_CREATING(EINVAL, "a mode is given where nothing is created", "openat2(2)"),
  MODE_OUT_OF_RANGE(EINVAL, "the mode has more than the twelve permission bits", "openat2(2)"),
  NOT_WITH_O_PATH(
      EINVAL, "O_PATH goes only with O_CLOEXEC, O_DIRECTORY and O_NOFOLLOW", "openat2(2)"),
  NOT_FROM_CACHE(EAGAIN, "RESOLVE_CACHED does not go with creating or truncating", "openat2(2)"),
  // open
  CREATES_NO_DIRECTORY(EINVAL, "O_CREAT and O_DIRECTORY exclude each other", "open(2)"),
  TMPFILE_NEEDS_WRITING(EINVAL, "O_TMPFILE needs O_WRONLY or O_RDWR", "open(2)"),
  NO_UNNAMED_FILES(EOPNOTSUPP, "the file system has no files without name", "open(2), O_TMPFILE"),
  CREATES_A_FILE_NOT_A_DIRECTORY(
      EISDIR, "the path ends in a slash, but O_CREAT creates files", "open(2)"),
  NAME_EXISTS(EEXIST, "the name exists", "open(2), O_EXCL; mkdir(2); mknod(2); symlink(2)"),
  DIRECTORY_FOR_WRITING(EISDIR, "a directory cannot be opened for writing or creating", "open(2)"),
  FINAL_LINK(ELOOP, "the last component is a symbolic link, and O_NOFOLLOW is given", "open(2)"),
  FOREIGN_FILE_IN_STICKY_DIRECTORY(
      EACCES,
      "O_CREAT does not open what belongs to somebody else in a sticky directory that all can write",
      "may_create_in_sticky() in fs/namei.c"),
  DEVICES_ARE_DEAD_HERE(
      EACCES,
      "the mount has the option nodev, or its file system belongs to a user namespace",
      "mount(2), MS_NODEV"),
  NOATIME_IS_FOR_OWNERS(EPERM, "O_NOATIME is for the owner and for CAP_FOWNER", "open(2)"),
  IS_RUNNING(ETXTBSY, "a program is being executed from the file", "open(2)"),
  TYPE_CANNOT_BE_CREATED(
      EACCES, "the file system has no regular files that could be created", "open(2)"),
  // Permission
  PERMISSION_DENIED(EACCES, "mode bits and capabilities do not allow it", "path_resolution(7)"),
  FILE_SYSTEM_IS_READ_ONLY(
      EROFS, "the file system is read-only", "inode_permission() in fs/namei.c"),
  MOUNT_IS_READ_ONLY(EROFS, "the mount is read-only", "mnt_want_write() in fs/namespace.c"),
  OWNER_IS_UNMAPPED_FOR_WRITING(
      EACCES,
      "the file's owner or group has no mapping, so it cannot be written",
      "inode_permission() in fs/namei.c"),
  OWNER_IS_UNMAPPED(
      EOVERFLOW, "the file's owner or group has no mapping", "may_delete() in fs/namei.c"),
  IDS_CANNOT_BE_STORED(
      EOVERFLOW,
      "the file system cannot store the caller's user or group ID",
      "fsuidgid_has_mapping()"),
  STICKY_DIRECTORY(
      EPERM,
      "the directory is sticky: only owners of the file or the directory remove names",
      "unlink(2)"),
  // Names
  NO_ORDINARY_NAME(
      EEXIST, "the path ends in dot, dot-dot or the root", "filename_create() in fs/namei.c"),
  ONLY_DIRECTORIES_END_IN_SLASH(
      ENOENT, "the path of what is no directory ends in a slash", "mknod(2), symlink(2)"),
  IS_A_DIRECTORY(EISDIR, "it is a directory", "unlink(2), rename(2)"),
  UNKNOWN_UNLINK_FLAG(EINVAL, "unlinkat knows only AT_REMOVEDIR", "unlink(2)"),
  CANNOT_REMOVE_DOT(EINVAL, "the path of a directory to remove ends in dot", "rmdir(2)"),
  CANNOT_REMOVE_DOT_DOT(ENOTEMPTY, "the path of a directory to remove ends in dot-dot", "rmdir(2)"),
  CANNOT_REMOVE_ROOT(EBUSY, "the root directory cannot be removed", "rmdir(2)"),
  CANNOT_UNLINK_DOTS(
      EISDIR, "the path ends in dot, dot-dot or the root, which are directories", "unlink(2)"),
  IS_A_MOUNT_POINT(
      EBUSY,
      "it is a mount point in the caller's mount namespace",
      "unlink(2), rmdir(2), rename(2)"),
  DIRECTORY_IS_NOT_EMPTY(ENOTEMPTY, "the directory is not empty", "rmdir(2), rename(2)"),
  NAMES_ARE_FIXED(
      EPERM,
      "the file system does not let names be made, removed or changed so",
      "mkdir(2), unlink(2)"),
  ATTRIBUTES_ARE_FIXED(
      EPERM,
      "what is in proc about processes has the mode that the kernel gave it, and settings have also"
          + " their owner",
      "chmod(2), chown(2); proc_setattr(), proc_sys_setattr()"),
  MKNOD_OF_DIRECTORY(EPERM, "mknod makes no directories", "mknod(2)"),
  MKNOD_OF_UNKNOWN_TYPE(
      EINVAL, "mknod makes regular files, devices, FIFOs and sockets", "mknod(2)"),
  DEVICES_NEED_CAP_MKNOD(
      EPERM, "making a device needs CAP_MKNOD over the initial user namespace", "mknod(2)"),
  UNKNOWN_RENAME_FLAG(
      EINVAL, "renameat2 does not know the flags, or they exclude each other", "rename(2)"),
  DIFFERENT_MOUNTS(EXDEV, "old and new name are on different mounts", "rename(2)"),
  RENAME_OF_DOTS(EBUSY, "dot, dot-dot and the root cannot be renamed", "rename(2)"),
  RENAME_TO_DOTS(EEXIST, "dot, dot-dot and the root exist already", "rename(2)"),
  INTO_ITSELF(EINVAL, "a directory would become its own descendant", "rename(2)"),
  ONTO_ITS_ANCESTOR(ENOTEMPTY, "the new name is a directory that the old one is in", "rename(2)"),
  // Attributes
  UNKNOWN_AT_FLAG(EINVAL, "the call has no such flag", "fstatat(2), fchownat(2)"),
  NOT_A_LINK(EINVAL, "it is no symbolic link", "readlink(2)"),
  NOT_A_LINK_DESCRIPTOR(
      ENOENT, "the empty path names a descriptor that is no symbolic link", "readlink(2)"),
  LINKS_HAVE_NO_MODE(EOPNOTSUPP, "the mode of a symbolic link cannot be changed", "chmod(2)"),
  NOT_THE_OWNER(EPERM, "only the owner and CAP_FOWNER change the mode", "chmod(2)"),
  ID_IS_UNMAPPED(EINVAL, "the caller's user namespace has no mapping for the ID", "chown(2)"),
  MAY_NOT_CHANGE_OWNER(EPERM, "changing owner or group needs CAP_CHOWN", "chown(2)"),
  EXEC_BITS_ARE_SEALED(
      EPERM, "F_SEAL_EXEC forbids to change execute bits", "fcntl(2), F_SEAL_EXEC"),
  CHROOT_NEEDS_CAPABILITY(
      EPERM, "chroot needs CAP_SYS_CHROOT over the own user namespace", "chroot(2)");

  private final Reason reason;

  PathRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
