package org.ctrtool.sim.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A file system that is being configured: what fsopen(2) opens, and what mount(2) makes of its
 * data; the kernel's {@code struct fs_context}.
 *
 * <p>The flags that every superblock has (ro, sync, dirsync, mand, lazytime) are the caller's
 * business, not that of the type.
 */
public final class FsContext {
  private final FileSystemType type;
  private final UserNamespace caller;
  private final UserNamespace owner;
  private final Kuid mounter;
  private final Kgid mounterGroup;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private @Nullable String source;

  /** An empty context that {@code caller} opens. */
  public FsContext(FileSystemType type, FileCaller caller) {
    this.type = type;
    this.caller = caller.credentials().userNamespace();
    this.owner = type.owner(caller);
    this.mounter = caller.credentials().fsuid();
    this.mounterGroup = caller.credentials().fsgid();
  }

  /** The type of the file system. */
  public FileSystemType type() {
    return type;
  }

  /** The user namespace that will own it, and whose CAP_SYS_ADMIN is needed. */
  public UserNamespace owner() {
    return owner;
  }

  /** The fsuid of whoever opened the context. */
  public Kuid mounter() {
    return mounter;
  }

  /** The fsgid of whoever opened the context. */
  public Kgid mounterGroup() {
    return mounterGroup;
  }

  /** What {@code source} was set to; null if it was not. */
  public @Nullable String source() {
    return source;
  }

  /**
   * Takes one option; the kernel's {@code vfs_parse_fs_param}.
   *
   * @throws Refusal EINVAL if the type does not take it
   */
  public void parse(String key, @Nullable String value) {
    if (key.equals("source")) {
      Refuse.when(value == null, FileRule.BAD_FS_PARAMETER);
      Refuse.when(source != null, FileRule.SECOND_SOURCE);
      source = value;
      return;
    }
    type.parse(this, key, value);
  }

  /**
   * Takes the data of mount(2), options with commas between; the kernel's {@code
   * generic_parse_monolithic}.
   *
   * @throws Refusal EINVAL if the type does not take one of them
   */
  public void parseData(@Nullable String data) {
    if (data == null) {
      return;
    }
    for (String option : data.split(",")) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        parse(option.substring(0, equals), option.substring(equals + 1));
      } else if (equals < 0 && !option.isEmpty()) {
        parse(option, null);
      }
    }
  }

  /** Keeps the parsed value of an option. */
  void put(String key, Object value) {
    values.put(key, value);
  }

  /** The parsed value of an option; null if it was not given. */
  <T> @Nullable T get(String key, Class<T> kind) {
    return kind.cast(values.get(key));
  }

  /** The parsed value of an option, or another one if it was not given. */
  <T> T getOr(String key, T otherwise) {
    @SuppressWarnings("unchecked") // an option has one type, which the default shares
    T value = (T) values.get(key);
    return value == null ? otherwise : value;
  }

  /** Reads an octal number, as in {@code mode=0755}. */
  static int octal(@Nullable String value) {
    return (int) number(value, 8);
  }

  /** Reads a decimal number of 32 bits. */
  static long decimal(@Nullable String value) {
    return number(value, 10);
  }

  private static long number(@Nullable String value, int radix) {
    if (value == null || value.isEmpty() || value.length() > 12) {
      throw new Refusal(FileRule.BAD_FS_PARAMETER);
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      Refuse.when(digit < 0 || digit >= radix, FileRule.BAD_FS_PARAMETER);
      number = number * radix + digit;
    }
    Refuse.when(number > 0xFFFFFFFFL, FileRule.BAD_FS_PARAMETER);
    return number;
  }

  /** Reads {@code uid=} as the mounter's user namespace counts; it must be known to the owner. */
  Kuid user(@Nullable String value) {
    Kuid user = caller.toKuid(new Uid(decimal(value)));
    Refuse.unless(user.isValid() && owner.maps(user), FileRule.ID_OPTION_IS_UNMAPPED);
    return user;
  }

  /** Reads {@code gid=} as the mounter's user namespace counts; it must be known to the owner. */
  Kgid group(@Nullable String value) {
    Kgid group = caller.toKgid(new Gid(decimal(value)));
    Refuse.unless(group.isValid() && owner.maps(group), FileRule.ID_OPTION_IS_UNMAPPED);
    return group;
  }
}
