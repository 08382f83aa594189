package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;

/** The programs {@code listen} and {@code client}, as the examples have them on Linux. */
final class Sockets {
  private static final int LOOPBACK = 0x7F000001;
  private static final Fd PASSED_ON = new Fd(3);

  private Sockets() {}

  /**
   * Runs a command with a socket as descriptor 3: {@code listen KIND ADDRESS BACKLOG COMMAND...}.
   */
  static int listen(Kernel kernel, List<String> argv, Environment environment) {
    String kind = argv.get(1);
    SocketType type = kind.equals("dgram") ? SocketType.SOCK_DGRAM : SocketType.SOCK_STREAM;
    SocketType flags =
        kind.equals("nonblocking")
            ? SocketType.SOCK_CLOEXEC.or(SocketType.SOCK_NONBLOCK)
            : SocketType.SOCK_CLOEXEC;
    boolean inet = kind.equals("inet");
    Fd socket =
        kernel.socket(inet ? SocketDomain.AF_INET : SocketDomain.AF_UNIX, type.or(flags), 0);
    kernel.setsockopt(socket, SocketOption.SO_REUSEADDR, 1);
    kernel.bind(socket, inet ? port(argv.get(2)) : new SocketAddress.UnixPath(argv.get(2)));
    int backlog = Integer.parseInt(argv.get(3));
    if (backlog > 0) {
      kernel.listen(socket, backlog);
    }
    if (socket.equals(PASSED_ON)) {
      kernel.fcntlSetfd(socket, org.ctrtool.api.FdFlags.NONE);
    } else {
      kernel.dup3(socket, PASSED_ON, PipeFlags.NONE);
    }
    List<String> command = argv.subList(4, argv.size());
    kernel.execvpe(command.get(0), command, environment, String.valueOf(environment.value("PATH")));
    return 0;
  }

  private static SocketAddress port(String number) {
    return new SocketAddress.Inet(LOOPBACK, Integer.parseInt(number));
  }

  /**
   * Connects, sends a text if there is one, and prints what comes from there: {@code client ADDRESS
   * [TEXT]}. That of Linux says that this is all, too, with shutdown(2), which no tool uses and no
   * kernel here has: a command that waits for it would wait forever.
   */
  static int client(Kernel kernel, List<String> argv, Environment environment) {
    String address = argv.get(1);
    boolean inet = address.matches("[0-9]+");
    SocketType type = SocketType.SOCK_STREAM.or(SocketType.SOCK_CLOEXEC);
    Fd socket = kernel.socket(inet ? SocketDomain.AF_INET : SocketDomain.AF_UNIX, type, 0);
    SocketAddress server = inet ? port(address) : new SocketAddress.UnixPath(address);
    Errno refused = Attempt.errno(() -> kernel.connect(socket, server));
    if (refused != null) {
      Streams.write(kernel, Fd.STDERR, "client: " + refused.description() + "\n");
      return 1;
    }
    if (argv.size() > 2 && !argv.get(2).isEmpty()) {
      Streams.write(kernel, socket, argv.get(2));
    }
    Utilities.print(kernel, Streams.readAll(kernel, socket));
    return 0;
  }
}
