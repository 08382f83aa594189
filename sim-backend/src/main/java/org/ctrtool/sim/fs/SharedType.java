package org.ctrtool.sim.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A type without options of which there is one file system for each namespace of some type, however
 * often it is mounted: mqueue, sysfs.
 */
public final class SharedType implements FileSystemType {
  private final String name;
  private final boolean revealing;
  private final Function<FileCaller, Object> namespace;
  private final Function<FileCaller, UserNamespace> owner;
  private final Function<FsContext, SuperBlock> maker;
  private final Map<Object, SuperBlock> made = new LinkedHashMap<>();

  private SharedType(
      String name,
      boolean revealing,
      Function<FileCaller, Object> namespace,
      Function<FileCaller, UserNamespace> owner,
      Function<FsContext, SuperBlock> maker) {
    this.name = name;
    this.revealing = revealing;
    this.namespace = namespace;
    this.owner = owner;
    this.maker = maker;
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
    return new SharedType(name, revealing, namespace, owner, maker);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isForUserNamespaces() {
    return true;
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
}
