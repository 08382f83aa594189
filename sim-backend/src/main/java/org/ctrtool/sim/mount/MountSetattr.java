package org.ctrtool.sim.mount;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.user.IdMapKind;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** mount_setattr(2). */
public final class MountSetattr {
  private static final AtFlags KNOWN =
      AtFlags.AT_EMPTY_PATH
          .or(AtFlags.AT_RECURSIVE)
          .or(AtFlags.AT_SYMLINK_NOFOLLOW)
          .or(AtFlags.AT_NO_AUTOMOUNT);

  private final MntFlags set;
  private final MntFlags clear;
  private final Sharing.@Nullable Type propagation;
  private final @Nullable UserNamespace idmap;

  private MountSetattr(
      MntFlags set,
      MntFlags clear,
      Sharing.@Nullable Type propagation,
      @Nullable UserNamespace idmap) {
    this.set = set;
    this.clear = clear;
    this.propagation = propagation;
    this.idmap = idmap;
  }

  /**
   * Changes the mount at {@code path}, or with AT_RECURSIVE its tree.
   *
   * @param userNamespaceOf finds the user namespace of a descriptor, or refuses
   */
  public static void mountSetattr(
      MountCaller caller,
      AtFlags flags,
      MountAttr attributes,
      Function<Fd, UserNamespace> userNamespaceOf,
      Supplier<Location> path) {
    Refuse.unless((flags.bits() & ~KNOWN.bits()) == 0, MountRule.UNKNOWN_FLAGS);
    Permission.requireMayMount(caller);
    if ((attributes.set().bits() | attributes.clear().bits() | attributes.propagation().bits())
        == 0) {
      return;
    }
    MountSetattr change = parse(caller, attributes, userNamespaceOf);
    change.apply(caller, path.get(), flags.has(AtFlags.AT_RECURSIVE));
  }

  /** The checks of build_mount_kattr() in fs/namespace.c, in their order. */
  private static MountSetattr parse(
      MountCaller caller, MountAttr attributes, Function<Fd, UserNamespace> userNamespaceOf) {
    Sharing.Type propagation =
        attributes.propagation().equals(MountFlags.NONE)
            ? null
            : ChangePropagation.type(attributes.propagation());
    MountAttrFlags all = attributes.set().or(attributes.clear());
    Refuse.unless(all.without(MountAttributes.KNOWN).bits() == 0, MountRule.UNKNOWN_FLAGS);
    MntFlags set = MountAttributes.flags(attributes.set());
    MntFlags clear = MountAttributes.flags(attributes.clear());
    MountAttrFlags atime = MountAttrFlags.MOUNT_ATTR__ATIME;
    if (attributes.clear().hasAny(atime)) {
      Refuse.unless(attributes.clear().has(atime), MountRule.ATIME_IS_ONE_CHOICE);
      clear = clear.or(MntFlags.RELATIME).or(MntFlags.NOATIME);
      set = set.or(MountAttributes.atime(attributes.set()));
    } else {
      Refuse.when(attributes.set().hasAny(atime), MountRule.ATIME_IS_ONE_CHOICE);
    }
    UserNamespace idmap = null;
    if (all.has(MountAttrFlags.MOUNT_ATTR_IDMAP)) {
      idmap = idmap(caller, attributes, userNamespaceOf);
    }
    return new MountSetattr(set, clear, propagation, idmap);
  }

  /** The checks of build_mount_idmapped() in fs/namespace.c, in their order. */
  private static UserNamespace idmap(
      MountCaller caller, MountAttr attributes, Function<Fd, UserNamespace> userNamespaceOf) {
    Refuse.when(
        attributes.clear().has(MountAttrFlags.MOUNT_ATTR_IDMAP), MountRule.IDMAP_CANNOT_BE_CLEARED);
    UserNamespace namespace = userNamespaceOf.apply(attributes.userNamespace());
    Refuse.when(namespace.parent() == null, MountRule.IDMAP_OF_THE_INITIAL_USER_NAMESPACE);
    Refuse.unless(
        caller.isCapable(namespace, Capability.CAP_SYS_ADMIN), MountRule.IDMAP_NEEDS_CAP_SYS_ADMIN);
    return namespace;
  }

  /** The checks of do_mount_setattr() in fs/namespace.c, in their order, and the change. */
  private void apply(MountCaller caller, Location path, boolean recursive) {
    Refuse.unless(path.isMountRoot(), MountRule.NOT_A_MOUNT_POINT);
    Refuse.when(
        idmap != null && !(idmap.isMapped(IdMapKind.UID) && idmap.isMapped(IdMapKind.GID)),
        MountRule.IDMAP_IS_EMPTY);
    Mount top = path.mount();
    Refuse.unless(
        top.isRootOfDetachedTree() || top.isIn(caller.mountNamespace()),
        MountRule.MOUNT_OF_ANOTHER_NAMESPACE);
    List<Mount> mounts = recursive ? top.tree() : List.of(top);
    for (Mount mount : mounts) {
      check(caller, mount);
    }
    for (Mount mount : mounts) {
      mount.setFlags(newFlags(mount));
      if (idmap != null) {
        mount.setIdmap(idmap);
      }
    }
    if (propagation != null) {
      ChangePropagation.change(mounts, propagation);
    }
    caller.mountNamespace().changed();
  }

  private MntFlags newFlags(Mount mount) {
    return mount.flags().without(clear).or(set);
  }

  /** The checks of mount_setattr_prepare() in fs/namespace.c for one mount, in their order. */
  private void check(MountCaller caller, Mount mount) {
    Locks.checkChange(mount, newFlags(mount));
    if (idmap != null) {
      checkIdmap(caller, mount, idmap);
    }
    Remount.requireNoWritersFor(mount, newFlags(mount));
  }

  /** The checks of can_idmap_mount() in fs/namespace.c, in their order. */
  private static void checkIdmap(MountCaller caller, Mount mount, UserNamespace idmap) {
    MountNamespace namespace = mount.namespace();
    Refuse.when(idmap == mount.superBlock().owner(), MountRule.IDMAP_IS_THAT_OF_THE_FILE_SYSTEM);
    Refuse.when(mount.idmap() != null, MountRule.ALREADY_IDMAPPED);
    Refuse.unless(mount.superBlock().allowsIdMaps(), MountRule.FILE_SYSTEM_CANNOT_BE_IDMAPPED);
    Refuse.unless(
        Permission.mayChange(caller, mount.superBlock()),
        MountRule.FILE_SYSTEM_BELONGS_TO_ANOTHER_USER_NAMESPACE);
    Refuse.unless(
        namespace != null && namespace.isAnonymous(), MountRule.IDMAP_NEEDS_A_DETACHED_TREE);
    Refuse.when(mount.writers() > 0, MountRule.FILES_ARE_OPEN_FOR_WRITING);
  }
}
