package org.ctrtool.sim.fs;

import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/**
 * devtmpfs: the one file system of the host's device nodes. It takes the options of tmpfs, which
 * only a remount applies; drivers/base/devtmpfs.c.
 */
public final class DevtmpfsType implements FileSystemType {
  private final TmpfsType options = new TmpfsType();
  private final TmpfsSuperBlock only;

  /** The type of a file system. */
  public DevtmpfsType(TmpfsSuperBlock only) {
    this.only = only;
  }

  @Override
  public String name() {
    return "devtmpfs";
  }

  @Override
  public boolean isForUserNamespaces() {
    return false;
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    options.parse(context, key, value);
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    return only;
  }

  @Override
  public void reconfigure(SuperBlock superBlock, FsContext context) {
    options.reconfigure(superBlock, context);
  }
}
