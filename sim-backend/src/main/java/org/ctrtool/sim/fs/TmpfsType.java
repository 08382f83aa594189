package org.ctrtool.sim.fs;

import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** tmpfs(5): each mount makes a new file system in memory; mm/shmem.c. */
public final class TmpfsType implements FileSystemType {
  private static final String NUMBER_SUFFIXES = "kmgtpe";

  @Override
  public String name() {
    return "tmpfs";
  }

  @Override
  public boolean isForUserNamespaces() {
    return true;
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    switch (key) {
      case "size" -> context.put("pages", (bytes(value) + RegularFile.PAGE - 1) / RegularFile.PAGE);
      case "nr_blocks" -> context.put("pages", bytes(value));
      case "nr_inodes" -> context.put("inodes", bytes(value));
      case "mode" -> context.put("mode", FsContext.octal(value) & 07777);
      case "uid" -> context.put("uid", context.user(value));
      case "gid" -> context.put("gid", context.group(value));
      case "huge", "mpol", "noswap", "inode32", "inode64", "quota", "usrquota", "grpquota" ->
          throw new NotModelled("the option " + key + " of tmpfs");
      default -> throw new Refusal(FileRule.UNKNOWN_FS_PARAMETER);
    }
  }

  /** A number with an optional k, m, g ...; memparse(). */
  private static long bytes(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new Refusal(FileRule.BAD_FS_PARAMETER);
    }
    if (value.endsWith("%")) {
      throw new NotModelled("tmpfs sizes in percent of the memory");
    }
    int suffix = NUMBER_SUFFIXES.indexOf(Character.toLowerCase(value.charAt(value.length() - 1)));
    String digits = suffix < 0 ? value : value.substring(0, value.length() - 1);
    Refuse.unless(
        !digits.isEmpty()
            && digits.length() < 18
            && digits.chars().allMatch(c -> c >= '0' && c <= '9'),
        FileRule.BAD_FS_PARAMETER);
    return Long.parseLong(digits) << (10 * (suffix + 1));
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    TmpfsSuperBlock made =
        new TmpfsSuperBlock("tmpfs", caller.vfs().newAnonymousDevice(), context.owner());
    int mode = context.getOr("mode", 01777);
    Kuid user = context.getOr("uid", context.mounter());
    Kgid group = context.getOr("gid", context.mounterGroup());
    made.setRoot(new Dentry("", new Directory(made, new Mode(mode), user, group)));
    made.showOwner(mode, user, group);
    made.limit(context.get("pages", Long.class), context.get("inodes", Long.class), false);
    return made;
  }

  @Override
  public void reconfigure(SuperBlock superBlock, FsContext context) {
    TmpfsSuperBlock tmpfs = (TmpfsSuperBlock) superBlock;
    tmpfs.limit(context.get("pages", Long.class), context.get("inodes", Long.class), true);
  }
}
