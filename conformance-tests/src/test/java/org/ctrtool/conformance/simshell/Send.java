package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Timespec;

/**
 * The program {@code send}, as the examples have it on Linux: sends messages to a UNIX socket,
 * {@code send [-w] [-f FD]... [-n TIMES] KIND ADDRESS TEXT...}, or to a command, {@code send -i
 * SCRIPT ... KIND TEXT...}.
 */
final class Send {
  /** Whoever is to read has done so by then: no time passes while something can run. */
  private static final Timespec MOMENT = new Timespec(0, 10_000_000);

  private final Kernel kernel;
  private final Options options;

  private Send(Kernel kernel, Options options) {
    this.kernel = kernel;
    this.options = options;
  }

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+f: i: n: w");
    Send send = new Send(kernel, options);
    String script = options.value("i");
    if (script != null) {
      options.requireOperands(1, Integer.MAX_VALUE);
      return send.toCommand(List.of("sh", "-c", script), environment);
    }
    options.requireOperands(2, Integer.MAX_VALUE);
    return send.toAddress(new SocketAddress.UnixPath(options.operands().get(1)));
  }

  private int toAddress(SocketAddress address) {
    SocketType type = kind().or(SocketType.SOCK_CLOEXEC);
    Fd socket = kernel.socket(SocketDomain.AF_UNIX, type, 0);
    Errno refused = Attempt.errno(() -> kernel.connect(socket, address));
    if (refused != null) {
      Utilities.complain(kernel, "send: " + refused.description());
      return 1;
    }
    send(socket, 2);
    return 0;
  }

  /** To a command's standard input; the status is the command's. */
  private int toCommand(List<String> command, Environment environment) {
    Pipe pair = kernel.socketpairUnix((int) kind().bits());
    Pid child =
        Children.fork(
            kernel,
            inside -> {
              inside.dup3(pair.readEnd(), Fd.STDIN, PipeFlags.NONE);
              return Utilities.execute(inside, command, environment, "send: %s: %s");
            });
    kernel.close(pair.readEnd());
    letOthersRun();
    send(pair.writeEnd(), 1);
    kernel.close(pair.writeEnd());
    return Children.endAs(kernel, Children.await(kernel, child));
  }

  private void send(Fd socket, int firstText) {
    List<String> texts = options.operands().subList(firstText, options.operands().size());
    List<byte[]> messages = texts.stream().map(this::message).toList();
    List<Fd> descriptors =
        options.values("f").stream().map(number -> new Fd(Integer.parseInt(number))).toList();
    for (int left = Integer.parseInt(options.value("n", "1")); left > 0; left--) {
      for (byte[] message : messages) {
        kernel.sendmsg(socket, message, descriptors, MessageFlags.NONE);
        letOthersRun();
      }
    }
  }

  private void letOthersRun() {
    if (options.has("w")) {
      kernel.ppoll(List.of(), MOMENT);
    }
  }

  private SocketType kind() {
    String kind = options.operands().get(0);
    return switch (kind) {
      case "dgram" -> SocketType.SOCK_DGRAM;
      case "stream" -> SocketType.SOCK_STREAM;
      case "seqpacket" -> SocketType.SOCK_SEQPACKET;
      default -> throw new Syntax.Unsupported("send " + kind);
    };
  }

  /** A text without its escapes, or what standard input has. */
  private byte[] message(String text) {
    return text.equals("-")
        ? Streams.readAllBytes(kernel, Fd.STDIN)
        : OsStrings.encode(Printf.unescaped(text));
  }
}
