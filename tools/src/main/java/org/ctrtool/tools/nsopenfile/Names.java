package org.ctrtool.tools.nsopenfile;

import java.util.List;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.tools.grammar.Values;

/** Names that stand for numbers; numbers stand for themselves. */
final class Names {
  private final String what;
  private final List<String> names;
  private final long[] values;

  private Names(String what, List<String> names, long... values) {
    this.what = what;
    this.names = names;
    this.values = values;
  }

  /** The value of {@code word}, a name in any case of letters or a number. */
  private long read(String word) {
    return Values.isNumber(word)
        ? Values.number(word, 0, 0x7FFFFFFF)
        : values[Values.name(word, what, names)];
  }

  /** The argument {@code domain} of socket(2). */
  static int domain(String word) {
    List<String> names = List.of("inet", "inet6", "netlink", "packet", "unix", "vsock");
    return (int) new Names("domain", names, 2, 10, 16, 17, 1, 40).read(word);
  }

  /** The argument {@code type} of socket(2), with flags. */
  static long type(String word) {
    String nonBlocking = "_nb";
    String small = Values.lowerCase(word);
    if (small.endsWith(nonBlocking)) {
      return 0x800 | type(small.substring(0, small.length() - nonBlocking.length()));
    }
    List<String> names = List.of("dgram", "raw", "seqpacket", "stream", "tcp", "udp");
    return new Names("type of socket", names, 2, 3, 5, 1, 1, 2).read(word);
  }

  /** The argument {@code protocol} of socket(2). */
  static int protocol(String word) {
    List<String> names = List.of("icmp", "ip", "ipv6", "tcp", "udp");
    return (int) new Names("protocol", names, 1, 0, 41, 6, 17).read(word);
  }

  /** A flag of open(2). */
  static OpenFlags openFlag(String word) {
    List<String> names =
        List.of(
            "append",
            "async",
            "creat",
            "create",
            "direct",
            "directory",
            "dsync",
            "excl",
            "noatime",
            "noctty",
            "nofollow",
            "nonblock",
            "path",
            "rdonly",
            "rdwr",
            "sync",
            "tmpfile",
            "trunc",
            "wronly");
    return new OpenFlags(
        new Names(
                "open flag",
                names,
                0x400,
                0x2000,
                0x40,
                0x40,
                0x4000,
                0x10000,
                0x1000,
                0x80,
                0x40000,
                0x100,
                0x20000,
                0x800,
                0x200000,
                0,
                2,
                0x101000,
                0x410000,
                0x200,
                1)
            .read(word));
  }

  /** A flag of {@code resolve} of openat2(2); those without a say exclude magic links. */
  static long resolveFlag(String word) {
    List<String> names =
        List.of(
            "beneath",
            "in_root",
            "beneath_magiclinks",
            "in_root_magiclinks",
            "no_magiclinks",
            "no_symlinks",
            "no_xdev");
    return new Names("resolve flag", names, 0xA, 0x12, 0x8, 0x10, 0x2, 0x4, 0x1).read(word);
  }
}
