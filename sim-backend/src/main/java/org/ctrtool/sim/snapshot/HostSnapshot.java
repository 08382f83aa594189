package org.ctrtool.sim.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * A host as one process of it sees it: enough to say what calls of that process would do. No
 * environment, names of users and hosts, or contents of files.
 *
 * @param format the version of this description, {@link #FORMAT}
 * @param kernel which kernel it runs
 * @param users the user namespace of the process
 * @param process the process
 * @param mounts what its mountinfo lists, in that order
 * @param paths what is at some paths; no component of them but the last is a symbolic link
 */
public record HostSnapshot(
    int format,
    KernelFacts kernel,
    UserFacts users,
    ProcessFacts process,
    List<MountFact> mounts,
    List<PathFact> paths) {
  /** The version of the description that this class is. */
  public static final int FORMAT = 1;

  /** Takes copies of the lists. */
  public HostSnapshot {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "this is format "
              + format
              + " of a host's description, and only "
              + FORMAT
              + " is known");
    }
    mounts = List.copyOf(mounts);
    paths = List.copyOf(paths);
  }

  /**
   * The kernel.
   *
   * @param release as {@code 6.18.0}
   * @param machine as {@code x86_64}
   * @param lastCapability the number of the last capability it knows
   */
  public record KernelFacts(String release, String machine, int lastCapability) {}

  /** This snapshot, and one thing more at a path of which nothing is known yet. */
  public HostSnapshot with(PathFact fact) {
    if (paths.stream().anyMatch(each -> each.path().equals(fact.path()) && each.exists())) {
      return this;
    }
    List<PathFact> more = new ArrayList<>(paths);
    more.removeIf(each -> each.path().equals(fact.path()));
    more.add(fact);
    return new HostSnapshot(format, kernel, users, process, mounts, more);
  }
}
