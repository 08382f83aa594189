package org.ctrtool.sim.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A type without options of which there is one file system for each namespace of some type (or for
 * the whole system), however often it is mounted: mqueue, sysfs, cgroup2, devtmpfs.
 */
public final class SharedType implements FileSystemType {
  private final String name;
  private final boolean forUserNamespaces;
  private final boolean revealing;
  private final Function<FileCaller, Object> namespace;
  private final Function<FileCaller, UserNamespace> owner;
  private final Function<FsContext, SuperBlock> maker;
  private final Function<FileCaller, @Nullable Dentry> shownRoot;
  private final Map<Object, SuperBlock> made = new LinkedHashMap<>();

  private SharedType(
      String name,
      boolean forUserNamespaces,
      boolean revealing,
      Function<FileCaller, Object> namespace,
      Function<FileCaller, UserNamespace> owner,
      Function<FsContext, SuperBlock> maker,
      Function<FileCaller, @Nullable Dentry> shownRoot) {
    this.name = name;
    this.forUserNamespaces = forUserNamespaces;
    this.revealing = revealing;
    this.namespace = namespace;
    this.owner = owner;
    this.maker = maker;
    this.shownRoot = shownRoot;
  }

  /**
   * A type with one file system for each namespace of some type.
   *
   * @param namespace the namespace of a task
   * @param owner the user namespace that owns it
   * @param maker makes the file system
   * @param revealing see {@link #isRevealing}
   */
  public static SharedType ofNamespaces(
      String name,
      Function<FileCaller, Object> namespace,
      Function<FileCaller, UserNamespace> owner,
      Function<FsContext, SuperBlock> maker,
      boolean revealing) {
    return new SharedType(name, true, revealing, namespace, owner, maker, caller -> null);
  }

  /** The type of a file system that there is once, and that only the host's superuser mounts. */
  public static SharedType ofHost(SuperBlock only) {
    return new SharedType(
        only.type(),
        false,
        false,
        caller -> only,
        caller -> caller.vfs().initialUserNamespace(),
        context -> only,
        caller -> null);
  }

  /**
   * The type of a file system that there is once, of which each namespace shows a part.
   *
   * @param owner the user namespace that owns the namespace of a task
   * @param root the directory that the namespace shows
   */
  public static SharedType ofViews(
      SuperBlock only,
      Function<FileCaller, UserNamespace> owner,
      Function<FileCaller, @Nullable Dentry> root) {
    return new SharedType(only.type(), true, false, caller -> only, owner, context -> only, root);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isForUserNamespaces() {
    return forUserNamespaces;
  }

  @Override
  public boolean isRevealing() {
    return revealing;
  }

  @Override
  public UserNamespace owner(FileCaller caller) {
    return owner.apply(caller);
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    throw new Refusal(FileRule.UNKNOWN_FS_PARAMETER);
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    return made.computeIfAbsent(namespace.apply(caller), key -> maker.apply(context));
  }

  @Override
  public Dentry root(SuperBlock superBlock, FileCaller caller) {
    Dentry root = shownRoot.apply(caller);
    return root == null ? superBlock.root() : root;
  }
}
