package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketOption;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code sk}: describes every descriptor that a variable {@code
 * CTRTOOL_NS_OPEN_FILE_FD_n} names, in the words of the one that the examples have on Linux.
 */
final class SocketFormat {
  private static final String PREFIX = "CTRTOOL_NS_OPEN_FILE_FD_";
  private static final int FIRST_AUTOMATIC = 32768;

  private static final Map<String, SocketOption> OPTIONS = new LinkedHashMap<>();

  static {
    OPTIONS.put("reuseaddr", SocketOption.SO_REUSEADDR);
    OPTIONS.put("reuseport", SocketOption.SO_REUSEPORT);
    OPTIONS.put("freebind", SocketOption.IP_FREEBIND);
    OPTIONS.put("transparent", SocketOption.IP_TRANSPARENT);
    OPTIONS.put("v6only", SocketOption.IPV6_V6ONLY);
    OPTIONS.put("nodelay", SocketOption.TCP_NODELAY);
    OPTIONS.put("defer", SocketOption.TCP_DEFER_ACCEPT);
    OPTIONS.put("passcred", SocketOption.SO_PASSCRED);
  }

  private SocketFormat() {}

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    environment.variables().stream()
        .filter(variable -> variable.matches(PREFIX + "\\d+=.*"))
        .map(variable -> variable.substring(PREFIX.length()))
        .sorted(
            Comparator.comparing((String each) -> each.indexOf('='))
                .thenComparing(Comparator.naturalOrder()))
        .forEach(each -> tell(kernel, each));
    return 0;
  }

  private static void tell(Kernel kernel, String variable) {
    int equals = variable.indexOf('=');
    int number = Integer.parseInt(variable.substring(equals + 1));
    String what = number < 0 ? String.valueOf(number) : describe(kernel, new Fd(number));
    Utilities.print(kernel, variable.substring(0, equals) + " -> " + what + "\n");
  }

  private static String describe(Kernel kernel, Fd fd) {
    OpenFlags flags = kernel.fcntlGetfl(fd);
    Mode mode = kernel.fstatat(fd, "", AtFlags.AT_EMPTY_PATH).mode();
    return mode.type() == Mode.S_IFSOCK ? socket(kernel, fd, flags) : file(kernel, fd, flags);
  }

  private static String file(Kernel kernel, Fd fd, OpenFlags flags) {
    String access =
        switch ((int) flags.bits() & 3) {
          case 0 -> "rdonly";
          case 1 -> "wronly";
          default -> "rdwr";
        };
    String link = link(kernel, fd).replaceAll("\\[\\d+\\]", "[N]");
    return link + " " + (flags.has(OpenFlags.O_PATH) ? "PATH" : access);
  }

  private static String link(Kernel kernel, Fd fd) {
    return kernel.readlinkat(Fd.AT_FDCWD, "/proc/self/fd/" + fd);
  }

  private static String socket(Kernel kernel, Fd fd, OpenFlags flags) {
    int domain = kernel.getsockopt(fd, SocketOption.SO_DOMAIN);
    boolean listens = kernel.getsockopt(fd, SocketOption.SO_ACCEPTCONN) != 0;
    Fd namespace = kernel.ioctlSiocgskns(fd);
    boolean own =
        link(kernel, namespace).equals(kernel.readlinkat(Fd.AT_FDCWD, "/proc/self/ns/net"));
    kernel.close(namespace);
    return String.join(
        " ",
        domain(domain),
        type(kernel.getsockopt(fd, SocketOption.SO_TYPE)),
        "proto",
        String.valueOf(kernel.getsockopt(fd, SocketOption.SO_PROTOCOL)),
        "[" + address(domain, addressOf((SimKernel) kernel, fd)) + "]",
        listens ? "listening" : "-",
        flags.has(OpenFlags.O_NONBLOCK) ? "nonblock" : "-",
        options(kernel, fd),
        own ? "same netns" : "OTHER netns");
  }

  private static String domain(int number) {
    return switch (number) {
      case 1 -> "unix";
      case 2 -> "inet";
      case 10 -> "inet6";
      case 16 -> "netlink";
      case 17 -> "packet";
      default -> String.valueOf(number);
    };
  }

  private static String type(int number) {
    return switch (number) {
      case 1 -> "stream";
      case 2 -> "dgram";
      case 3 -> "raw";
      default -> "seqpacket";
    };
  }

  private static String options(Kernel kernel, Fd fd) {
    List<String> set = new ArrayList<>();
    OPTIONS.forEach(
        (name, option) -> {
          Integer value = Attempt.of(() -> kernel.getsockopt(fd, option)).value();
          if (value != null && value != 0) {
            set.add(name);
          }
        });
    return set.isEmpty() ? "-" : String.join(" ", set);
  }

  /** What getsockname(2) would tell; no tool asks for it. */
  private static @Nullable SocketAddress addressOf(SimKernel kernel, Fd fd) {
    NetSocket socket = kernel.task().descriptors().require(fd).operations(NetSocket.class);
    return Objects.requireNonNull(socket).address();
  }

  private static String address(int domain, @Nullable SocketAddress address) {
    return switch (address) {
      case SocketAddress.UnixPath path -> path.path();
      case SocketAddress.UnixAbstract name -> "b'\\x00" + name.name() + "'";
      case SocketAddress.Inet inet -> dotted(inet.address()) + port(inet.port());
      case SocketAddress.Inet6 inet6 ->
          colons(inet6.address())
              + port(inet6.port())
              + (inet6.scope() == 0 ? "" : " scope " + inet6.scope());
      case null, default ->
          switch (domain) {
            case 2 -> "0.0.0.0 port 0";
            case 10 -> ":: port 0";
            default -> "";
          };
    };
  }

  private static String port(int port) {
    return " port " + (port >= FIRST_AUTOMATIC ? "auto" : String.valueOf(port));
  }

  private static String dotted(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, address >>> 16 & 0xFF, address >>> 8 & 0xFF, address & 0xFF);
  }

  private static String colons(byte[] address) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < address.length; i += 2) {
      groups.add(Integer.toHexString((address[i] & 0xFF) << 8 | address[i + 1] & 0xFF));
    }
    return String.join(":", groups).replaceFirst("(^|:)0(:0)+(:|$)", "::");
  }
}
