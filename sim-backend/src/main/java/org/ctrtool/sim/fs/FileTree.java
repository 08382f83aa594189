package org.ctrtool.sim.fs;

import java.util.Objects;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * Fills a file system from outside, as mkfs and tar do: no task, no permission, no umask. Paths are
 * absolute within the file system; directories on the way that are missing are made with mode 0755.
 */
public final class FileTree {
  private final SuperBlock superBlock;
  private Kuid owner = Kuid.ROOT;
  private Kgid group = Kgid.ROOT;

  /** Fills {@code superBlock}, which has a root. */
  public FileTree(SuperBlock superBlock) {
    this.superBlock = superBlock;
  }

  /** What is made from here on belongs to these. */
  public FileTree ownedBy(Kuid newOwner, Kgid newGroup) {
    owner = newOwner;
    group = newGroup;
    return this;
  }

  /** Makes a directory, or sets the permissions of the one that is there. */
  public FileTree directory(String path, int permissions) {
    Dentry there = find(path);
    if (there == null) {
      Mode mode = new Mode(Mode.S_IFDIR | permissions);
      superBlock.madeDirectory(add(path, new Directory(superBlock, mode, owner, group)));
    } else {
      there.inode().setPermissions(permissions);
      there.inode().setOwner(owner, group);
    }
    return this;
  }

  /** Makes a regular file. */
  public FileTree file(String path, byte[] content, int permissions) {
    RegularFile file =
        new RegularFile(superBlock, new Mode(Mode.S_IFREG | permissions), owner, group);
    file.setContent(content);
    add(path, file);
    return this;
  }

  /** Makes a symbolic link. */
  public FileTree symlink(String path, String target) {
    add(path, new Symlink(superBlock, target, owner, group));
    return this;
  }

  /**
   * Makes a device node.
   *
   * @param mode type and permissions
   */
  public FileTree device(String path, Mode mode, Dev device) {
    add(path, new DeviceNode(superBlock, mode, owner, group, device));
    return this;
  }

  /** Gives an inode of this file system a name. */
  public Dentry add(String path, Inode inode) {
    int slash = path.lastIndexOf('/');
    String parentPath = path.substring(0, slash);
    Dentry parent = find(parentPath);
    if (parent == null) {
      directory(parentPath, 0755);
      parent = Objects.requireNonNull(find(parentPath));
    }
    if (parent.inode() instanceof Directory directory) {
      directory.countEntry(1, inode.mode().isDirectory());
    }
    return parent.add(path.substring(slash + 1), inode);
  }

  /** What has this path, without following links; null if there is nothing. */
  public @Nullable Dentry find(String path) {
    Dentry here = superBlock.root();
    for (String name : path.split("/")) {
      if (!name.isEmpty() && here != null) {
        here = here.child(name);
      }
    }
    return here;
  }
}
