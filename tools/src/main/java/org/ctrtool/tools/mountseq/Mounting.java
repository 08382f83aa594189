package org.ctrtool.tools.mountseq;

import static org.ctrtool.api.MountFlags.MS_BIND;
import static org.ctrtool.api.MountFlags.MS_MOVE;
import static org.ctrtool.api.MountFlags.MS_PRIVATE;
import static org.ctrtool.api.MountFlags.MS_REC;
import static org.ctrtool.api.MountFlags.MS_REMOUNT;
import static org.ctrtool.api.MountFlags.MS_SHARED;
import static org.ctrtool.api.MountFlags.MS_SILENT;
import static org.ctrtool.api.MountFlags.MS_SLAVE;
import static org.ctrtool.api.MountFlags.MS_UNBINDABLE;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.mountseq.Resolver.Entry;
import org.ctrtool.tools.mountseq.Resolver.Links;
import org.jspecify.annotations.Nullable;

/**
 * One {@code -m}: source and target are looked up once, and what happens then happens to the
 * descriptors. Binding and moving use the mount calls that take descriptors; where the kernel lacks
 * them, and for everything else, mount(2) with the descriptors' names in /proc.
 */
final class Mounting {
  private static final MountFlags PROPAGATION =
      MS_SHARED.or(MS_PRIVATE).or(MS_SLAVE).or(MS_UNBINDABLE);
  private static final MoveMountFlags BETWEEN_DESCRIPTORS =
      MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH.or(MoveMountFlags.MOVE_MOUNT_T_EMPTY_PATH);

  private final Kernel kernel;
  private final Resolver resolver;
  private final Operation operation;
  private final MountFlags flags;
  private final Links targetLinks;

  Mounting(Kernel kernel, Resolver resolver, Operation operation) {
    this.kernel = kernel;
    this.resolver = resolver;
    this.operation = operation;
    this.flags = operation.mountFlags();
    this.targetLinks = Links.of(operation.followTarget, operation.magicLinks);
  }

  void perform() {
    warnOfFlagsWithoutEffect();
    Fd source = source();
    if (!operation.makeDirectory && !operation.makeFile) {
      mount(source, resolver.place(operation.operand, targetLinks, OpenFlags.NONE));
      return;
    }
    Entry entry = resolver.entry(operation.operand, targetLinks);
    boolean made = makeMountPoint(entry);
    KernelException refusal =
        Attempt.<Void>of(
                () -> {
                  mount(
                      source,
                      resolver.place(entry.directory(), entry.name(), targetLinks, OpenFlags.NONE));
                  return null;
                })
            .refusal();
    if (refusal != null) {
      if (made) {
        removeMountPoint(entry);
      }
      throw refusal;
    }
  }

  /** The place of the source, or a descriptor of no meaning if the source is only a name. */
  private Fd source() {
    boolean isPlace = isNewBind() || isMove();
    Links links = Links.of(operation.followSource, operation.magicLinks);
    if (operation.source != null && links != Links.FOLLOW) {
      return resolver.place(operation.source, links, OpenFlags.NONE);
    }
    return isPlace ? resolver.place(sourceName(), Links.FOLLOW, OpenFlags.NONE) : Fd.AT_FDCWD;
  }

  private String sourceName() {
    return operation.source == null ? "/dev/null" : operation.source;
  }

  private boolean isNewBind() {
    return flags.has(MS_BIND) && !flags.has(MS_REMOUNT);
  }

  private boolean isMove() {
    return flags.has(MS_MOVE) && !flags.hasAny(MS_BIND.or(MS_REMOUNT).or(PROPAGATION));
  }

  /** Whether the kernel would take the flags as a change of propagation and nothing else. */
  private boolean isPropagation() {
    return flags.hasAny(PROPAGATION)
        && flags.without(PROPAGATION.or(MS_REC).or(MS_SILENT)).bits() == 0;
  }

  private void warnOfFlagsWithoutEffect() {
    MountFlags idle = flags.without(MS_BIND.or(MS_REC).or(MS_SILENT));
    if (isNewBind() && !operation.remount && idle.bits() != 0) {
      Output.message(
          kernel,
          "ctrtool mount_seq: "
              + operation
              + ": warning: without -r these flags of a bind mount have no effect: "
              + idle
              + "\n");
    }
  }

  private boolean makeMountPoint(Entry entry) {
    KernelException refusal =
        Attempt.<Void>of(
                () -> {
                  makeEntry(entry);
                  return null;
                })
            .refusal();
    if (refusal == null) {
      return true;
    }
    if (!refusal.errno().equals(Errno.EEXIST)) {
      throw refusal;
    }
    resolver.refuseLink(entry, targetLinks);
    if (operation.exclusive) {
      throw refusal;
    }
    return false;
  }

  private void makeEntry(Entry entry) {
    if (operation.makeDirectory) {
      kernel.mkdirat(entry.directory(), entry.name(), new Mode(0700));
    } else {
      Mode mode = new Mode(operation.fileType | 0600);
      kernel.mknodat(entry.directory(), entry.name(), mode, Dev.NONE);
    }
  }

  /** If that fails, too, the failure of the mount is what matters. */
  private void removeMountPoint(Entry entry) {
    AtFlags how = operation.makeDirectory ? AtFlags.AT_REMOVEDIR : AtFlags.NONE;
    Errno unused = Attempt.errno(() -> kernel.unlinkat(entry.directory(), entry.name(), how));
  }

  private void mount(Fd source, Fd target) {
    if (isNewBind()) {
      bind(source, target);
    } else if (flags.has(MS_BIND)) {
      setAttributes(target, target);
    } else if (isMove()) {
      move(source, target);
    } else if (isPropagation()) {
      setPropagation(target);
    } else if (isLookedUp(source)) {
      resolver.withPaths(
          source,
          target,
          (from, to) -> kernel.mount(from, to, operation.type, flags, operation.data));
    } else {
      resolver.withPath(
          target, path -> kernel.mount(sourceName(), path, operation.type, flags, operation.data));
    }
  }

  /**
   * Whether the kernel would look the source up once more, as that of a file system on a device.
   * For other file systems it is a name and nothing else, which mountinfo shows.
   */
  private boolean isLookedUp(Fd source) {
    if (source.equals(Fd.AT_FDCWD) || operation.type == null) {
      return false;
    }
    Mode mode = kernel.fstatat(source, "", AtFlags.AT_EMPTY_PATH).mode();
    return mode.type() == Mode.S_IFBLK || !resolver.isWithoutDevice(operation.type);
  }

  private void bind(Fd source, Fd target) {
    OpenTreeFlags how =
        OpenTreeFlags.OPEN_TREE_CLONE
            .or(OpenTreeFlags.OPEN_TREE_CLOEXEC)
            .or(OpenTreeFlags.AT_EMPTY_PATH)
            .or(flags.has(MS_REC) ? OpenTreeFlags.AT_RECURSIVE : OpenTreeFlags.NONE);
    Attempt<Fd> clone = Attempt.of(() -> kernel.openTree(source, "", how));
    if (isMissing(clone.refusal())) {
      if (operation.remount && flags.has(MS_REC)) {
        throw clone.refusal();
      }
      bindByName(source, target);
      return;
    }
    Fd tree = resolver.keep(clone.orThrow());
    boolean restrictedBefore = operation.remount && restrictDetached(tree);
    kernel.moveMount(tree, "", target, "", BETWEEN_DESCRIPTORS);
    if (operation.remount && !restrictedBefore) {
      remountByName(tree); // the descriptor now is that of the mount
    }
  }

  /**
   * Returns false if this kernel cannot change the attributes of a detached mount. Then mount(2)
   * does it later, but for one mount: a tree whose mounts would keep their own flags is refused.
   */
  private boolean restrictDetached(Fd tree) {
    Attempt<Void> set =
        Attempt.of(
            () -> {
              mountSetattr(tree);
              return null;
            });
    if (set.refusal() != null && (!isMissing(set.refusal()) || flags.has(MS_REC))) {
      throw set.refusal();
    }
    return set.refusal() == null;
  }

  private void bindByName(Fd source, Fd target) {
    MountFlags how = flags.without(PROPAGATION);
    resolver.withPaths(
        source, target, (from, to) -> kernel.mount(from, to, null, how, operation.data));
    if (operation.remount) {
      remountByName(resolver.place(operation.operand, targetLinks, OpenFlags.NONE));
    }
  }

  private void move(Fd source, Fd target) {
    KernelException refusal =
        Attempt.<Void>of(
                () -> {
                  kernel.moveMount(source, "", target, "", BETWEEN_DESCRIPTORS);
                  return null;
                })
            .refusal();
    if (isMissing(refusal)) {
      resolver.withPaths(
          source, target, (from, to) -> kernel.mount(from, to, null, flags, operation.data));
    } else if (refusal != null) {
      throw refusal;
    }
  }

  private void setPropagation(Fd target) {
    MountAttr attributes = MountAttr.propagation(new MountFlags(flags.bits() & PROPAGATION.bits()));
    KernelException refusal =
        Attempt.<Void>of(
                () -> {
                  kernel.mountSetattr(target, "", recursive(), attributes);
                  return null;
                })
            .refusal();
    if (isMissing(refusal)) {
      resolver.withPath(target, path -> kernel.mount(null, path, null, flags, null));
    } else if (refusal != null) {
      throw refusal;
    }
  }

  /** The flags of an existing mount; {@code byName} is where mount(2) would find it. */
  private void setAttributes(Fd mount, Fd byName) {
    if (!restrictDetached(mount)) {
      remountByName(byName);
    }
  }

  private void remountByName(Fd mount) {
    resolver.withPath(mount, path -> kernel.mount(null, path, null, flags.or(MS_REMOUNT), null));
  }

  private AtFlags recursive() {
    return flags.has(MS_REC)
        ? AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_RECURSIVE)
        : AtFlags.AT_EMPTY_PATH;
  }

  /**
   * What MS_REMOUNT|MS_BIND does: the flags become these, those of access times only if one is
   * given. In a tree of mounts nothing is taken back, since its mounts have flags of their own.
   */
  private void mountSetattr(Fd mount) {
    MountAttrFlags set = BindAttributes.set(flags);
    MountAttrFlags clear = BindAttributes.clear(flags, flags.has(MS_REC));
    kernel.mountSetattr(
        mount, "", recursive(), new MountAttr(set, clear, MountFlags.NONE, Fd.STDIN));
  }

  private static boolean isMissing(@Nullable KernelException refusal) {
    return refusal != null && refusal.errno().equals(Errno.ENOSYS);
  }
}
