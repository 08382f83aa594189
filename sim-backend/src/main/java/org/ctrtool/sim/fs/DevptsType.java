package org.ctrtool.sim.fs;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/** devpts: each mount is a new instance; fs/devpts/inode.c. */
public final class DevptsType implements FileSystemType {
  @Override
  public String name() {
    return "devpts";
  }

  @Override
  public boolean isForUserNamespaces() {
    return true;
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    switch (key) {
      case "uid" -> context.put("uid", context.user(value));
      case "gid" -> context.put("gid", context.group(value));
      case "mode" -> context.put("mode", FsContext.octal(value) & 07777);
      case "ptmxmode" -> context.put("ptmxmode", FsContext.octal(value) & 07777);
      case "newinstance" -> Refuse.unless(value == null, FileRule.BAD_FS_PARAMETER);
      case "max" -> {
        long max = FsContext.decimal(value);
        Refuse.when(max > DevptsSuperBlock.MAX, FileRule.BAD_FS_PARAMETER);
        context.put("max", max);
      }
      default -> throw new Refusal(FileRule.UNKNOWN_FS_PARAMETER);
    }
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    DevptsSuperBlock made =
        new DevptsSuperBlock(
            caller.vfs().newAnonymousDevice(),
            context.owner(),
            context.mounter(),
            context.mounterGroup());
    made.set(context);
    return made;
  }

  /** A remount starts from the defaults: what is not given is reset. */
  @Override
  public void reconfigure(SuperBlock superBlock, FsContext context) {
    ((DevptsSuperBlock) superBlock).set(context);
  }
}
