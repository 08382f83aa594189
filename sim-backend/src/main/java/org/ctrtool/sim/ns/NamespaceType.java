package org.ctrtool.sim.ns;

/** The eight types of namespaces; see namespaces(7). */
public enum NamespaceType {
  /** Mounts. */
  MNT("mnt", 0x20000L),
  /** Host and domain name. */
  UTS("uts", 0x4000000L),
  /** System V IPC and message queues. */
  IPC("ipc", 0x8000000L),
  /** Process IDs. */
  PID("pid", 0x20000000L),
  /** The view of the cgroup tree. */
  CGROUP("cgroup", 0x2000000L),
  /** Network devices, addresses and sockets. */
  NET("net", 0x40000000L),
  /** Offsets of clocks. */
  TIME("time", 0x80L),
  /** User and group IDs, and capabilities. */
  USER("user", 0x10000000L);

  private final String fileName;
  private final long cloneFlag;

  NamespaceType(String fileName, long cloneFlag) {
    this.fileName = fileName;
    this.cloneFlag = cloneFlag;
  }

  /** The name of its file in {@code /proc/PID/ns}. */
  public String fileName() {
    return fileName;
  }

  /** Its {@code CLONE_NEW*} bit. */
  public long cloneFlag() {
    return cloneFlag;
  }

  /** Whether its bit is among {@code flags}. */
  public boolean isIn(long flags) {
    return (flags & cloneFlag) != 0;
  }

  /** The bits of all types. */
  public static long all() {
    long all = 0;
    for (NamespaceType each : values()) {
      all |= each.cloneFlag;
    }
    return all;
  }
}
