package org.ctrtool.api;

/**
 * What stat(2) tells of a file, as far as tools ask.
 *
 * @param device the file system's device number
 * @param inode the inode number
 * @param mode type and permissions
 * @param links the number of names
 * @param owner the owner, in the caller's user namespace
 * @param group the group, in the caller's user namespace
 * @param special the device a device node stands for, {@link Dev#NONE} otherwise
 * @param size the size in bytes
 */
public record Stat(
    Dev device, long inode, Mode mode, long links, Uid owner, Gid group, Dev special, long size) {
  /** Whether both are the same file. */
  public boolean isSameFileAs(Stat other) {
    return device.equals(other.device) && inode == other.inode;
  }
}
