package org.ctrtool.sim.mount;

import org.ctrtool.api.MountFlags;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.jspecify.annotations.Nullable;

/**
 * mount(2): which of its six operations the flags choose; follows path_mount() in fs/namespace.c.
 */
public final class MountCall {
  private static final long MAGIC_MASK = 0xFFFF0000L;
  private static final long MAGIC = 0xC0ED0000L;

  private MountCall() {}

  /**
   * Does what the flags say.
   *
   * @param target the target, followed if it is a symbolic link
   */
  public static void mount(
      MountCaller caller, Location target, MountFlags givenFlags, MountRequest request) {
    MountFlags flags = withoutMagic(givenFlags);
    Refuse.when(flags.has(MountFlags.MS_NOUSER), MountRule.UNKNOWN_FLAGS);
    Permission.requireMayMount(caller);
    if (flags.has(MountFlags.MS_REMOUNT)) {
      MntFlags newFlags = remountFlags(target.mount(), flags);
      if (flags.has(MountFlags.MS_BIND)) {
        Remount.remountMount(caller, target, newFlags);
      } else {
        Remount.remount(
            caller,
            target,
            newFlags,
            flags.has(MountFlags.MS_RDONLY),
            request::prepareReconfiguration);
      }
    } else if (flags.has(MountFlags.MS_BIND)) {
      requireSource(request.sourceName());
      Bind.bind(caller, request.source(), target, flags.has(MountFlags.MS_REC));
    } else if (flags.hasAny(ChangePropagation.TYPES)) {
      ChangePropagation.change(caller, target, flags);
    } else if (flags.has(MountFlags.MS_MOVE)) {
      requireSource(request.sourceName());
      Move.move(caller, request.source(), target);
    } else {
      Dentry root = request.createRoot();
      NewMount.mount(caller, root, request.sourceName(), target, MntFlags.of(flags));
    }
  }

  private static MountFlags withoutMagic(MountFlags flags) {
    return (flags.bits() & MAGIC_MASK) == MAGIC
        ? new MountFlags(flags.bits() & ~MAGIC_MASK)
        : flags;
  }

  /** The new flags of a remount: without a word about access times their mode stays. */
  private static MntFlags remountFlags(Mount mount, MountFlags flags) {
    MountFlags atime =
        MountFlags.MS_NOATIME
            .or(MountFlags.MS_NODIRATIME)
            .or(MountFlags.MS_RELATIME)
            .or(MountFlags.MS_STRICTATIME);
    MntFlags asked = MntFlags.of(flags);
    return flags.hasAny(atime)
        ? asked
        : asked.without(MntFlags.ATIME).or(mount.flags().and(MntFlags.ATIME));
  }

  private static void requireSource(@Nullable String source) {
    Refuse.when(source == null || source.isEmpty(), MountRule.SOURCE_MISSING);
  }
}
