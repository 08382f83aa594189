package org.ctrtool.sim.fs;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.Mount;
import org.ctrtool.sim.mount.MountTable;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * What the file systems of one simulated kernel have in common: the types, the devices, the numbers
 * of file systems, and the places of files that have no place in a tree. In the kernel these are
 * global variables.
 */
public final class Vfs {
  private final MountTable mounts;
  private final UserNamespace initial;
  private final Map<String, FileSystemType> types = new LinkedHashMap<>();
  private final TreeSet<Integer> anonymousMinors = new TreeSet<>();
  private final Map<String, Mount> internalMounts = new LinkedHashMap<>();
  private final Devices devices = new Devices();
  private @Nullable Inode anonymousInode;

  /**
   * Without any file system type yet.
   *
   * @param initial the initial user namespace
   */
  public Vfs(MountTable mounts, UserNamespace initial) {
    this.mounts = mounts;
    this.initial = initial;
  }

  /** All mounts of the system. */
  public MountTable mounts() {
    return mounts;
  }

  /** The initial user namespace, which owns the file systems of the kernel itself. */
  public UserNamespace initialUserNamespace() {
    return initial;
  }

  /** What device numbers stand for. */
  public Devices devices() {
    return devices;
  }

  /** Makes a type known. */
  public void register(FileSystemType type) {
    types.put(type.name(), type);
  }

  /** The known types, as {@code /proc/filesystems} lists them. */
  public Collection<FileSystemType> types() {
    return Collections.unmodifiableCollection(types.values());
  }

  /**
   * The type with a name.
   *
   * @throws Refusal ENODEV if there is none
   */
  public FileSystemType type(String name) {
    FileSystemType type = types.get(name);
    if (type == null) {
      throw new Refusal(FileRule.NOT_A_FILE_SYSTEM_TYPE);
    }
    return type;
  }

  /** A device number for a file system without a device: the lowest free one of major 0. */
  public Dev newAnonymousDevice() {
    int minor = 1;
    for (int taken : anonymousMinors) {
      if (taken != minor) {
        break;
      }
      minor++;
    }
    anonymousMinors.add(minor);
    return new Dev(0, minor);
  }

  /** Gives back the device number of a file system that is gone. */
  public void freeDevice(Dev device) {
    if (device.major() == 0) {
      anonymousMinors.remove(device.minor());
    }
  }

  /**
   * The one file system of a type that is never in a tree, as pipefs, with the mount that shows it.
   */
  public Mount internalMount(String type) {
    return internalMounts.computeIfAbsent(type, this::makeInternal);
  }

  private Mount makeInternal(String type) {
    SuperBlock superBlock =
        type.equals("tmpfs")
            ? new TmpfsSuperBlock("tmpfs", newAnonymousDevice(), initial)
            : new SuperBlock(type, newAnonymousDevice(), initial);
    Directory root = new Directory(superBlock, new Mode(0755), Kuid.ROOT, Kgid.ROOT);
    superBlock.setRoot(new Dentry("", root));
    return mounts.internalMount(superBlock);
  }

  /**
   * A place for a file that has none in a tree.
   *
   * @param type the internal file system: pipefs, sockfs, anon_inodefs, nsfs, pidfs, tmpfs
   * @param name what links in {@code /proc/PID/fd} show: {@code pipe:[12]}
   * @param inode a file of the superblock of {@link #internalMount}
   */
  public Location internalLocation(String type, String name, Inode inode) {
    return new Location(internalMount(type), new Dentry(name, inode));
  }

  /** The inode that files of the kernel's own share; mode 0600 and no type. */
  public Inode anonymousInode() {
    if (anonymousInode == null) {
      SuperBlock superBlock = internalMount("anon_inodefs").superBlock();
      anonymousInode = new Inode(superBlock, new Mode(0600), Kuid.ROOT, Kgid.ROOT, Dev.NONE);
    }
    return anonymousInode;
  }
}
