package org.ctrtool.sim.snapshot;

import java.util.List;
import java.util.Set;

/**
 * What of a mount may be told. A source can name hosts, users, and passwords, and so can options:
 * only what is known to be harmless is kept.
 */
final class Redaction {
  /** What stands for a source that is not told. */
  static final String REDACTED = "redacted";

  private static final Set<String> WORDS =
      Set.of("none", "rootfs", "udev", "dev", "sys", "shm", "run", "systemd-1", "cgroup", "nsfs");

  private static final Set<String> OPTIONS =
      Set.of(
          "rw",
          "ro",
          "sync",
          "dirsync",
          "mand",
          "lazytime",
          "mode",
          "uid",
          "gid",
          "size",
          "nr_inodes",
          "nr_blocks",
          "inode32",
          "inode64",
          "huge",
          "noswap",
          "ptmxmode",
          "max",
          "hidepid",
          "subset",
          "nsdelegate",
          "favordynmods",
          "memory_recursiveprot",
          "memory_localevents",
          "memory_hugetlb_accounting",
          "pids_localevents",
          "seclabel",
          "discard",
          "errors",
          "data",
          "barrier",
          "stripe",
          "resuid",
          "resgid",
          "acl",
          "noacl",
          "user_xattr",
          "inode_readahead_blks",
          "delalloc",
          "nodelalloc",
          "cpu",
          "cpuacct",
          "cpuset",
          "memory",
          "devices",
          "freezer",
          "blkio",
          "pids",
          "net_cls",
          "net_prio",
          "perf_event",
          "hugetlb",
          "rdma",
          "misc",
          "xattr",
          "index",
          "xino",
          "metacopy",
          "redirect_dir",
          "volatile",
          "userxattr",
          "compress",
          "ssd",
          "space_cache",
          "noquota",
          "attr2",
          "logbufs",
          "logbsize",
          "codepage",
          "iocharset",
          "shortname",
          "fmask",
          "dmask",
          "utf8",
          "cache",
          "access",
          "trans",
          "resv_strict");

  private Redaction() {}

  /** What is told of a source. */
  static String source(String source, String type) {
    boolean plain = source.equals(type) || WORDS.contains(source);
    return plain || source.matches("/dev/[a-z]+[0-9a-z]*") ? source : REDACTED;
  }

  /** Those of {@code options} that are told. */
  static List<String> options(List<String> options) {
    return options.stream().filter(Redaction::isHarmless).toList();
  }

  private static boolean isHarmless(String option) {
    int equals = option.indexOf('=');
    String name = equals < 0 ? option : option.substring(0, equals);
    String value = equals < 0 ? "" : option.substring(equals + 1);
    return OPTIONS.contains(name) && value.matches("[A-Za-z0-9_.:%-]*");
  }

  /** What is told of a mount. */
  static MountFact mount(MountFact mount) {
    return new MountFact(
        mount.id(),
        mount.parent(),
        mount.device(),
        mount.root(),
        mount.mountPoint(),
        mount.flags(),
        mount.sharing(),
        mount.type(),
        source(mount.source(), mount.type()),
        options(mount.options()));
  }
}
