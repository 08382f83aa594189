package org.ctrtool.sim.fs;

import static org.ctrtool.api.Errno.EINVAL;
import static org.ctrtool.api.Errno.EIO;
import static org.ctrtool.api.Errno.ENODEV;
import static org.ctrtool.api.Errno.ENOENT;
import static org.ctrtool.api.Errno.ENOSPC;
import static org.ctrtool.api.Errno.ENOTBLK;
import static org.ctrtool.api.Errno.ENOTTY;
import static org.ctrtool.api.Errno.ENXIO;
import static org.ctrtool.api.Errno.EPERM;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Rules of files and file systems. */
public enum FileRule implements Rule {
  NOTHING_TO_OPEN(ENXIO, "a socket cannot be opened through its name", "open(2)"),
  NO_SUCH_DEVICE(ENXIO, "there is no device with this number", "open(2)"),
  FIFO_WITHOUT_DIRECTION(
      EINVAL, "a FIFO is opened for reading, writing or both", "fifo_open() in fs/pipe.c"),
  NO_READER(
      ENXIO, "nobody has the FIFO open for reading, and O_NONBLOCK asks not to wait", "fifo(7)"),
  NO_CONTROLLING_TERMINAL(ENXIO, "the process has no controlling terminal", "tty(4)"),
  CANNOT_BE_READ(EINVAL, "nothing can be read from this file", "read(2)"),
  CANNOT_BE_WRITTEN(EINVAL, "nothing can be written to this file", "write(2)"),
  NO_SPACE(ENOSPC, "the file system is full: its option size= allows no more", "tmpfs(5)"),
  NO_INODES(
      ENOSPC,
      "the file system has no more inodes: its option nr_inodes= allows no more",
      "tmpfs(5)"),
  DEVICE_IS_FULL(ENOSPC, "/dev/full never has room", "full(4)"),
  UNKNOWN_FS_PARAMETER(EINVAL, "the file system type has no such option", "fsconfig(2)"),
  BAD_FS_PARAMETER(
      EINVAL, "the option's value is not one that the file system type takes", "fsconfig(2)"),
  SECOND_SOURCE(
      EINVAL, "a source has been given already", "vfs_parse_fs_param_source() in fs/fs_context.c"),
  ID_OPTION_IS_UNMAPPED(
      EINVAL,
      "the user namespace has no mapping for the ID in uid= or gid=",
      "shmem_parse_one() in mm/shmem.c"),
  FEWER_THAN_USED(
      EINVAL, "a limit cannot be lower than what is used", "shmem_reconfigure() in mm/shmem.c"),
  NO_LIMIT_BECOMES_ONE(
      EINVAL,
      "an unlimited file system cannot be limited later",
      "shmem_reconfigure() in mm/shmem.c"),
  NOT_A_FILE_SYSTEM_TYPE(ENODEV, "the kernel knows no file system type of this name", "mount(2)"),
  NOT_A_BLOCK_DEVICE(ENOTBLK, "the source is no block device", "mount(2)"),
  NO_SOURCE(ENOENT, "the source does not exist", "mount(2)"),
  NO_SUCH_FILE_SYSTEM_ON_IT(EINVAL, "the device holds no file system of this type", "mount(2)"),
  NO_DEVPTS_BESIDE(
      ENODEV,
      "what is named pts beside the node is no devpts",
      "devpts_mntget() in fs/devpts/inode.c"),
  NO_PTS_BESIDE(
      ENOENT, "there is no pts beside the ptmx node", "devpts_mntget() in fs/devpts/inode.c"),
  ALL_PTYS_ARE_TAKEN(
      ENOSPC, "the devpts instance has as many terminals as its option max= allows", "pts(4)"),
  SLAVE_IS_LOCKED(EIO, "the slave is locked until TIOCSPTLCK unlocks it", "pts(4)"),
  MASTER_IS_GONE(EIO, "the other side of the pseudoterminal is closed", "pts(4)"),
  NOT_A_TERMINAL(ENOTTY, "the descriptor is no terminal, or the wrong side of one", "ioctl_tty(2)"),
  NOT_SUCH_A_FILE_HERE(EPERM, "the file system has no files of this kind", "mknod(2)");

  private final Reason reason;

  FileRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
