package org.ctrtool.sim.net;

import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.AnonymousCalls;
import org.ctrtool.sim.fd.DescriptorCalls;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.task.Task;

/** connect(2), accept4(2) and socketpair(2) of UNIX sockets. */
public final class Connecting {
  /** What is asked for beside the kind of a socket. */
  static final SocketType FLAGS = SocketType.SOCK_CLOEXEC.or(SocketType.SOCK_NONBLOCK);

  private Connecting() {}

  /** connect(2). */
  public static void connect(Task task, Fd fd, SocketAddress address) {
    UnixSocket socket = UnixSocket.of(task, fd, "connections");
    UnixNames.check(address);
    if (socket.passesCredentials()) {
      UnixNames.bindAutomatically(socket);
    }
    if (socket.isConnectionBased()) {
      boolean withoutWaiting = task.descriptors().require(fd).isNonBlocking();
      connectStream(task, socket, address, withoutWaiting);
    } else {
      connectDatagram(task, socket, address);
    }
  }

  /** unix_stream_connect(). */
  private static void connectStream(
      Task task, UnixSocket socket, SocketAddress address, boolean withoutWaiting) {
    UnixSocket listener = awaitListener(task, socket, address, withoutWaiting);
    Refuse.when(socket.isConnected(), SocketRule.CONNECTED_ALREADY);
    Refuse.when(socket.isListening(), SocketRule.CONNECTS_LISTENING);
    UnixSocket made = listener.embryo(socket, Sender.peer(task));
    socket.setPeerCredentials(listener.peerCredentials());
    socket.setPeer(made);
    socket.become(UnixSocket.State.CONNECTED);
    listener.connecting().add(made);
  }

  private static UnixSocket awaitListener(
      Task task, UnixSocket socket, SocketAddress address, boolean withoutWaiting) {
    while (true) {
      UnixSocket found = UnixNames.find(task, socket, address);
      Refuse.unless(found.isListening(), SocketRule.NOBODY_LISTENS);
      if (!found.isFull()) {
        return found;
      }
      Refuse.when(withoutWaiting, SocketRule.BACKLOG_IS_FULL);
      task.await("a place among connections", () -> found.isDead() || !found.isFull());
    }
  }

  /** unix_dgram_connect(): a socket of messages may be connected again, to another one. */
  private static void connectDatagram(Task task, UnixSocket socket, SocketAddress address) {
    UnixSocket other = UnixNames.find(task, socket, address);
    Refuse.unless(
        other.peer() == null || other.peer() == socket, SocketRule.CONNECTED_TO_SOMEBODY_ELSE);
    socket.become(UnixSocket.State.CONNECTED);
    other.become(UnixSocket.State.CONNECTED);
    UnixSocket before = socket.peer();
    socket.setPeer(other);
    if (before != null && before != other) {
      socket.disconnected(before);
      if (before.peer() == null) {
        before.become(UnixSocket.State.CLOSED);
      }
    }
  }

  /** accept4(2): __sys_accept4_file(), unix_accept(). */
  public static Fd accept4(Task task, Fd fd, SocketType flags) {
    OpenFile file = task.descriptors().require(fd);
    Refuse.when((flags.bits() & ~FLAGS.bits()) != 0, SocketRule.UNKNOWN_ACCEPT_FLAG);
    task.descriptors().lowestFree(0, task.descriptorLimit());
    UnixSocket listener = UnixSocket.of(task, fd, "connections");
    Refuse.unless(listener.isConnectionBased(), SocketRule.CANNOT_ACCEPT);
    Refuse.unless(listener.isListening(), SocketRule.NOT_LISTENING);
    if (listener.connecting().isEmpty()) {
      Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
      task.await("a connection", () -> !listener.connecting().isEmpty());
    }
    UnixSocket accepted = listener.connecting().remove();
    accepted.accepted();
    return install(task, accepted, flags);
  }

  /** Gives a new socket an open file and a number. */
  static Fd install(Task task, NetSocket socket, SocketType flags) {
    OpenFile file = AnonymousCalls.socket(task, socket);
    if (flags.has(SocketType.SOCK_NONBLOCK)) {
      file.setStatusFlags(OpenFlags.O_NONBLOCK);
    }
    return task.descriptors()
        .install(file, flags.has(SocketType.SOCK_CLOEXEC), task.descriptorLimit());
  }

  /** socketpair(2) of AF_UNIX, close-on-exec. */
  public static Pipe socketpair(Task task, int type) {
    SocketType asked = new SocketType(type).or(SocketType.SOCK_CLOEXEC);
    Refuse.when((asked.flags().bits() & ~FLAGS.bits()) != 0, SocketRule.UNKNOWN_FLAG);
    FdTable table = task.descriptors();
    Fd first = table.lowestFree(0, task.descriptorLimit());
    table.lowestFree(first.number() + 1, task.descriptorLimit());
    UnixSocket left = NewSocket.unix(task, asked.kind(), 0);
    UnixSocket right = NewSocket.unix(task, asked.kind(), 0);
    UnixSocket.join(left, right, Sender.peer(task));
    return new Pipe(install(task, left, asked), install(task, right, asked));
  }

  /** Makes such a pair in the place of two open descriptors: socketpair(2), dup3(2), close(2). */
  public static void socketpairAt(Task task, int type, Fd first, Fd second) {
    Pipe pair = socketpair(task, type);
    moveTo(task, pair.readEnd(), first);
    moveTo(task, pair.writeEnd(), second);
  }

  private static void moveTo(Task task, Fd from, Fd to) {
    DescriptorCalls.dup3(task, from, to, PipeFlags.O_CLOEXEC);
    task.descriptors().close(from);
  }
}
