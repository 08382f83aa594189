package org.ctrtool.sim.task;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.FsContext;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountCall;
import org.ctrtool.sim.mount.MountRequest;
import org.ctrtool.sim.mount.MountSetattr;
import org.ctrtool.sim.mount.MoveMount;
import org.ctrtool.sim.mount.OpenTree;
import org.ctrtool.sim.mount.PivotRoot;
import org.ctrtool.sim.mount.Umount;
import org.ctrtool.sim.ns.NamespaceFile;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.PathWalk;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** The calls on mounts: their paths are walked here, the rest is in the package {@code mount}. */
public final class MountCalls {
  private static final long SB_FLAGS =
      MountFlags.MS_SYNCHRONOUS.bits()
          | MountFlags.MS_DIRSYNC.bits()
          | MountFlags.MS_MANDLOCK.bits()
          | 1 << 25;

  private MountCalls() {}

  /** mount(2). */
  public static void mount(
      Task task,
      @Nullable String source,
      String target,
      @Nullable String type,
      MountFlags flags,
      @Nullable String data) {
    Location place = PathWalk.lookup(task, target, Lookup.FOLLOW);
    MountCall.mount(task, place, flags, new Request(task, source, type, flags, data));
  }

  /** The arguments of mount(2). */
  private record Request(
      Task task,
      @Nullable String sourceName,
      @Nullable String type,
      MountFlags flags,
      @Nullable String data)
      implements MountRequest {
    @Override
    public Location source() {
      return PathWalk.lookup(
          task, java.util.Objects.requireNonNullElse(sourceName, ""), Lookup.FOLLOW);
    }

    @Override
    public Dentry createRoot() {
      if (type == null) {
        throw new Refusal(FsContextRule.TYPE_MISSING);
      }
      FileSystemType known = task.vfs().type(type);
      FsContext context = new FsContext(known, task);
      if (sourceName != null) {
        context.parse("source", sourceName);
      }
      context.parseData(data);
      requireMayCreate(task, known, context);
      SuperBlock superBlock = known.tree(context, task);
      if (!superBlock.isReadOnly() || !known.isReadOnly()) {
        applyFlags(superBlock);
      }
      return known.root(superBlock, task);
    }

    private void applyFlags(SuperBlock superBlock) {
      boolean fresh = task.machine().mounts().mountsOf(superBlock).isEmpty();
      if (fresh) {
        superBlock.setReadOnly(superBlock.isReadOnly() || flags.has(MountFlags.MS_RDONLY));
        setFlags(superBlock);
      }
    }

    private void setFlags(SuperBlock superBlock) {
      long bits = flags.bits() & SB_FLAGS;
      superBlock.setFlags(
          (bits & MountFlags.MS_SYNCHRONOUS.bits()) != 0,
          (bits & MountFlags.MS_DIRSYNC.bits()) != 0,
          (bits & MountFlags.MS_MANDLOCK.bits()) != 0,
          (bits & 1 << 25) != 0);
    }

    @Override
    public Runnable prepareReconfiguration(SuperBlock superBlock) {
      FileSystemType known = task.vfs().type(superBlock.type());
      FsContext context = new FsContext(known, task);
      context.parseData(data);
      return () -> {
        known.reconfigure(superBlock, context);
        superBlock.setReadOnly(known.isReadOnly() || flags.has(MountFlags.MS_RDONLY));
        setFlags(superBlock);
      };
    }
  }

  /** mount_capable() in fs/super.c. */
  static void requireMayCreate(Task task, FileSystemType type, FsContext context) {
    UserNamespace over =
        type.isForUserNamespaces() ? context.owner() : task.machine().userNamespace();
    Refuse.unless(
        task.isCapable(over, Capability.CAP_SYS_ADMIN),
        FsContextRule.FILE_SYSTEM_NEEDS_CAP_SYS_ADMIN);
  }

  /** umount2(2). */
  public static void umount2(Task task, String target, UmountFlags flags) {
    Umount.checkFlags(flags);
    boolean follow = !flags.has(UmountFlags.UMOUNT_NOFOLLOW);
    Location place = PathWalk.lookup(task, target, Lookup.following(follow).toTopmost());
    Umount.umount(task, place, flags);
  }

  /** pivot_root(2). */
  public static void pivotRoot(Task task, String newRoot, String putOld) {
    PivotRoot.checkPermission(task);
    Location root = PathWalk.lookup(task, newRoot, Lookup.FOLLOW.toDirectory());
    Location old = PathWalk.lookup(task, putOld, Lookup.FOLLOW.toDirectory());
    PivotRoot.pivotRoot(task, root, old);
  }

  /** open_tree(2). */
  public static Fd openTree(Task task, Fd directory, String path, OpenTreeFlags flags) {
    OpenTree.check(task, flags);
    boolean follow = !flags.has(OpenTreeFlags.AT_SYMLINK_NOFOLLOW);
    Lookup how = Lookup.following(follow).orEmpty(flags.has(OpenTreeFlags.AT_EMPTY_PATH));
    task.descriptors().lowestFree(0, task.descriptorLimit());
    Location place = PathWalk.lookup(task, directory, path, how);
    boolean closeOnExec = flags.has(OpenTreeFlags.OPEN_TREE_CLOEXEC);
    if (flags.has(OpenTreeFlags.OPEN_TREE_CLONE)) {
      boolean recursive = flags.has(OpenTreeFlags.AT_RECURSIVE);
      return openDetached(task, OpenTree.clone(task, place, recursive), closeOnExec);
    }
    return open(task, place, closeOnExec, null);
  }

  /** A descriptor of a detached tree, which dissolves with it. */
  static Fd openDetached(Task task, Location tree, boolean closeOnExec) {
    return open(task, tree, closeOnExec, () -> OpenTree.dissolve(tree.mount()));
  }

  private static Fd open(
      Task task, Location place, boolean closeOnExec, @Nullable Runnable onLastRelease) {
    OpenFile file = new OpenFile(place, OpenFlags.O_PATH, task.credentials()).opened(null);
    file.onLastRelease(onLastRelease);
    return task.descriptors().install(file, closeOnExec, task.descriptorLimit());
  }

  /** move_mount(2). */
  public static void moveMount(
      Task task, Fd fromDirectory, String from, Fd toDirectory, String to, MoveMountFlags flags) {
    MoveMount.moveMount(
        task,
        () ->
            PathWalk.lookup(
                task,
                fromDirectory,
                from,
                Lookup.following(flags.has(MoveMountFlags.MOVE_MOUNT_F_SYMLINKS))
                    .orEmpty(flags.has(MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH))),
        () ->
            PathWalk.lookup(
                task,
                toDirectory,
                to,
                Lookup.following(flags.has(MoveMountFlags.MOVE_MOUNT_T_SYMLINKS))
                    .orEmpty(flags.has(MoveMountFlags.MOVE_MOUNT_T_EMPTY_PATH))),
        flags);
  }

  /** mount_setattr(2). */
  public static void mountSetattr(
      Task task, Fd directory, String path, AtFlags flags, MountAttr attributes) {
    Lookup how =
        Lookup.following(!flags.has(AtFlags.AT_SYMLINK_NOFOLLOW))
            .orEmpty(flags.has(AtFlags.AT_EMPTY_PATH));
    MountSetattr.mountSetattr(
        task,
        flags,
        attributes,
        fd -> userNamespaceOf(task, fd),
        () -> PathWalk.lookup(task, directory, path, how));
  }

  private static UserNamespace userNamespaceOf(Task task, Fd fd) {
    OpenFile file = task.descriptors().require(fd);
    if (file.inode() instanceof NamespaceFile inode
        && inode.namespace() instanceof UserNamespace namespace) {
      return namespace;
    }
    throw new Refusal(FsContextRule.NOT_A_USER_NAMESPACE);
  }
}
