package org.ctrtool.sim.fs;

import java.util.List;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** ramfs: a file system in memory without limits; unknown options are ignored; fs/ramfs/inode.c. */
public final class RamfsType implements FileSystemType {
  private static final int DEFAULT_MODE = 0755;

  @Override
  public String name() {
    return "ramfs";
  }

  @Override
  public boolean isForUserNamespaces() {
    return true;
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    if (key.equals("mode")) {
      context.put("mode", FsContext.octal(value) & 07777);
    }
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    int mode = context.getOr("mode", DEFAULT_MODE);
    SuperBlock made = new Ramfs(caller.vfs().newAnonymousDevice(), context.owner(), mode);
    Directory root = new Directory(made, new Mode(mode), context.mounter(), context.mounterGroup());
    made.setRoot(new Dentry("", root));
    return made;
  }

  private static final class Ramfs extends SuperBlock {
    private final int mode;

    Ramfs(Dev device, UserNamespace owner, int mode) {
      super("ramfs", device, owner);
      this.mode = mode;
    }

    @Override
    public List<String> options() {
      return mode == DEFAULT_MODE ? List.of() : List.of("mode=" + Integer.toOctalString(mode));
    }

    @Override
    public boolean canMake(int type) {
      return true;
    }
  }
}
