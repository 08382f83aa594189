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
    boolean inet = kind.equals("inet");
    SocketType type = kind.equals("dgram") ? SocketType.SOCK_DGRAM : SocketType.SOCK_STREAM;
    Fd socket =
        kernel.socket(
            inet ? SocketDomain.AF_INET : SocketDomain.AF_UNIX,
            type.or(SocketType.SOCK_CLOEXEC),
            0);
    kernel.setsockopt(socket, SocketOption.SO_REUSEADDR, 1);
    kernel.bind(
        socket,
        inet
            ? new SocketAddress.Inet(LOOPBACK, Integer.parseInt(argv.get(2)))
            : new SocketAddress.UnixPath(argv.get(2)));
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

  /** Connects to a UNIX socket and prints what comes from there: {@code client ADDRESS}. */
  static int client(Kernel kernel, List<String> argv, Environment environment) {
    SocketType type = SocketType.SOCK_STREAM.or(SocketType.SOCK_CLOEXEC);
    Fd socket = kernel.socket(SocketDomain.AF_UNIX, type, 0);
    Errno refused =
        Attempt.errno(() -> kernel.connect(socket, new SocketAddress.UnixPath(argv.get(1))));
    if (refused != null) {
      Streams.write(kernel, Fd.STDERR, "client: " + refused.description() + "\n");
      return 1;
    }
    Utilities.print(kernel, Streams.readAll(kernel, socket));
    return 0;
  }
}
