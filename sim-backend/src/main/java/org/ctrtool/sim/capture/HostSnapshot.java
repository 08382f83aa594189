package org.ctrtool.sim.capture;

import java.util.List;
import java.util.Map;

/**
 * A host as a process on it sees it: what a plan depends on, and nothing that is private.
 *
 * @param version the version of this form
 * @param kernel the kernel's release, as {@code 6.18.0}
 * @param machine the hardware, as {@code x86_64}
 * @param credentials who the process is
 * @param uidMap the user ID map of its user namespace
 * @param gidMap the group ID map of its user namespace
 * @param setgroups {@code allow} or {@code deny}
 * @param limits its resource limits by name
 * @param settings the settings of {@code /proc/sys} that matter, by path
 * @param fileSystems the types of file systems that the kernel knows
 * @param mounts the mounts it sees, in the order of mountinfo
 * @param files what is at the paths that plans use
 */
public record HostSnapshot(
    int version,
    String kernel,
    String machine,
    Identity credentials,
    List<MapLine> uidMap,
    List<MapLine> gidMap,
    String setgroups,
    Map<String, Limit> limits,
    Map<String, String> settings,
    List<String> fileSystems,
    List<MountLine> mounts,
    List<FileLine> files) {
  /** The version that this code writes and reads. */
  public static final int VERSION = 1;

  /** Takes copies. */
  public HostSnapshot {
    uidMap = List.copyOf(uidMap);
    gidMap = List.copyOf(gidMap);
    limits = Map.copyOf(limits);
    settings = Map.copyOf(settings);
    fileSystems = List.copyOf(fileSystems);
    mounts = List.copyOf(mounts);
    files = List.copyOf(files);
  }

  /**
   * The ids and capabilities of a process; ids as its user namespace counts, capability sets as
   * hexadecimal digits.
   *
   * @param uids real, effective and saved user ID
   * @param gids real, effective and saved group ID
   * @param groups supplementary groups
   * @param permitted its permitted capabilities
   * @param effective its effective capabilities
   * @param inheritable its inheritable capabilities
   * @param bounding its bounding set
   * @param noNewPrivs whether no exec gains privileges
   */
  public record Identity(
      List<Long> uids,
      List<Long> gids,
      List<Long> groups,
      String permitted,
      String effective,
      String inheritable,
      String bounding,
      boolean noNewPrivs) {
    /** Takes copies. */
    public Identity {
      uids = List.copyOf(uids);
      gids = List.copyOf(gids);
      groups = List.copyOf(groups);
    }
  }

  /**
   * A line of an ID map.
   *
   * @param inside the first id inside
   * @param outside the first id outside
   * @param count how many
   */
  public record MapLine(long inside, long outside, long count) {}

  /**
   * A resource limit; -1 is no limit.
   *
   * @param soft what is enforced
   * @param hard how far it can be raised
   */
  public record Limit(long soft, long hard) {}

  /**
   * A mount.
   *
   * @param id its number in mountinfo
   * @param parent the number of the mount it is on
   * @param root which directory of the file system it shows
   * @param mountPoint where it is
   * @param options its own options
   * @param propagation the optional fields, as {@code shared:1}; empty if it is private
   * @param type the type of the file system
   * @param source what was mounted; {@code none} if that could be private
   * @param superOptions the options of the file system that matter
   */
  public record MountLine(
      long id,
      long parent,
      String root,
      String mountPoint,
      String options,
      String propagation,
      String type,
      String source,
      String superOptions) {}

  /**
   * What is at a path.
   *
   * @param path the path
   * @param mode type and permissions, octal
   * @param owner the owner, as the process's user namespace counts
   * @param group the group, as the process's user namespace counts
   * @param device major and minor number of a device node, as {@code 1:3}; empty for others
   * @param target what a symbolic link contains; empty for others
   */
  public record FileLine(
      String path, String mode, long owner, long group, String device, String target) {}
}
