package org.ctrtool.sim.fs;

import org.ctrtool.api.NotModelled;

/** Magic numbers of file systems, as statfs(2) shows them; see include/uapi/linux/magic.h. */
final class Magic {
  private Magic() {}

  /** The number of a type. */
  static long of(String type) {
    return switch (type) {
      case "tmpfs", "devtmpfs" -> 0x01021994L;
      case "ramfs" -> 0x858458F6L;
      case "devpts" -> 0x1CD1L;
      case "mqueue" -> 0x19800202L;
      case "sysfs" -> 0x62656572L;
      case "cgroup2" -> 0x63677270L;
      case "cgroup" -> 0x27E0EBL;
      case "proc" -> 0x9FA0L;
      case "ext2", "ext3", "ext4" -> 0xEF53L;
      case "squashfs" -> 0x73717368L;
      case "nsfs" -> 0x6E736673L;
      case "pipefs" -> 0x50495045L;
      case "sockfs" -> 0x534F434BL;
      case "anon_inodefs" -> 0x09041934L;
      case "pidfs" -> 0x50494446L;
      default -> throw new NotModelled("the magic number of " + type);
    };
  }
}
