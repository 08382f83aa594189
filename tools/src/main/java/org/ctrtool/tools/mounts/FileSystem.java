package org.ctrtool.tools.mounts;

import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NODEV;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOEXEC;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOSUID;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.MountAttrFlags;
import org.jspecify.annotations.Nullable;

/**
 * A file system to be mounted.
 *
 * @param type the type, as {@code tmpfs}
 * @param parameters its parameters, in order
 * @param attributes those of the mount
 */
public record FileSystem(String type, List<Parameter> parameters, MountAttrFlags attributes) {
  /** No set-user-ID programs, no devices, nothing executable. */
  public static final MountAttrFlags INERT =
      MOUNT_ATTR_NOSUID.or(MOUNT_ATTR_NODEV).or(MOUNT_ATTR_NOEXEC);

  /**
   * A parameter of a file system.
   *
   * @param key its name
   * @param value its value, null for a flag
   */
  public record Parameter(String key, @Nullable String value) {
    void configure(ChildKernel kernel, Fd context) {
      if (value == null) {
        kernel.fsconfigSetFlag(context, key);
      } else {
        kernel.fsconfigSetString(context, key, value);
      }
    }
  }

  /** Takes a copy of the list. */
  public FileSystem {
    parameters = List.copyOf(parameters);
  }

  /**
   * A file system with parameters as mount(8) takes them: {@code mode=0755,size=1M}.
   *
   * @param options separated by commas; may be empty
   */
  public static FileSystem of(String type, String options, MountAttrFlags attributes) {
    return new FileSystem(type, parameters(type, options), attributes);
  }

  /** proc of the PID namespace of whoever mounts it. */
  public static FileSystem proc() {
    return of("proc", "", INERT);
  }

  /** A devpts instance whose {@code ptmx} everybody may open. */
  public static FileSystem devpts() {
    return of(
        "devpts", "newinstance,mode=0600,ptmxmode=0666", MOUNT_ATTR_NOSUID.or(MOUNT_ATTR_NOEXEC));
  }

  /** The message queues of the IPC namespace. */
  public static FileSystem mqueue() {
    return of("mqueue", "", INERT);
  }

  /** sysfs of the network namespace. */
  public static FileSystem sysfs() {
    return of("sysfs", "", INERT);
  }

  /** The same with one more parameter in front. */
  public FileSystem with(String key, String value) {
    List<Parameter> more = new ArrayList<>();
    more.add(new Parameter(key, value));
    more.addAll(parameters);
    return new FileSystem(type, more, attributes);
  }

  private static List<Parameter> parameters(String type, String options) {
    List<Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start < options.length()) {
      int end = end(type, options, start);
      if (end > start) {
        parameters.add(parameter(options.substring(start, end)));
      }
      start = end + 1;
    }
    return parameters;
  }

  /** For tmpfs a comma before a digit ends nothing: {@code mpol=bind:0,2}. */
  private static int end(String type, String options, int start) {
    int comma = options.indexOf(',', start);
    while (comma >= 0 && type.equals("tmpfs") && isDigitAt(options, comma + 1)) {
      comma = options.indexOf(',', comma + 1);
    }
    return comma < 0 ? options.length() : comma;
  }

  private static boolean isDigitAt(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static Parameter parameter(String option) {
    int equals = option.indexOf('=');
    return equals < 0
        ? new Parameter(option, null)
        : new Parameter(option.substring(0, equals), option.substring(equals + 1));
  }
}
