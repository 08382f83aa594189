package org.ctrtool.sim.net;

import java.util.Arrays;
import java.util.List;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/** Receiving from UNIX sockets, in the order of net/unix/af_unix.c. */
final class Receiving {
  private Receiving() {}

  /** Takes the next message, or of a stream what there is up to {@code limit}. */
  static Received receive(UnixSocket socket, FileCaller caller, int limit, boolean withoutWaiting) {
    if (!socket.isOfMessages()) {
      Refuse.unless(socket.isConnected(), SocketRule.READS_UNCONNECTED);
      return receiveStream(socket, caller, limit, withoutWaiting);
    }
    boolean needsConnection = socket.is(SocketType.SOCK_SEQPACKET);
    Refuse.when(needsConnection && !socket.isConnected(), SocketRule.NOT_CONNECTED);
    Message message = awaitMessage(socket, caller, withoutWaiting);
    return message == null
        ? new Received(new byte[0], 0, Sender.NOBODY, List.of())
        : whole(message, limit);
  }

  /** __unix_dgram_recvmsg(), up to where it has one; null at the end of a connection. */
  private static @Nullable Message awaitMessage(
      UnixSocket socket, FileCaller caller, boolean withoutWaiting) {
    socket.checkError();
    Message first = socket.received().poll();
    if (first != null) {
      return first;
    }
    if (withoutWaiting) {
      boolean isEnd = socket.isConnectionBased() && socket.isFinished();
      Refuse.unless(isEnd, FdRule.WOULD_BLOCK);
      return null;
    }
    sleep(socket, caller, "a message on a socket");
    socket.checkError();
    return socket.received().poll();
  }

  private static Received whole(Message message, int limit) {
    byte[] data = new byte[Math.min(limit, message.length())];
    message.copy(data, 0, data.length);
    Received received = new Received(data, message.length(), message.sender(), message.takeFiles());
    message.drop();
    return received;
  }

  /** unix_stream_read_generic(). */
  private static Received receiveStream(
      UnixSocket socket, FileCaller caller, int limit, boolean withoutWaiting) {
    byte[] data = new byte[limit];
    int copied = 0;
    Sender sender = Sender.NOBODY;
    boolean knowsSender = false;
    List<OpenFile> files = List.of();
    while (true) {
      Message next = socket.received().peek();
      if (next == null) {
        if (copied > 0 || awaitPiece(socket, caller, withoutWaiting)) {
          break;
        }
        continue;
      }
      if (knowsSender && !next.sender().equals(sender)) {
        break;
      }
      if (socket.passesCredentials()) {
        sender = next.sender();
        knowsSender = true;
      }
      int part = next.copy(data, copied, limit - copied);
      copied += part;
      next.consume(part);
      if (next.fileCount() > 0) {
        files = next.takeFiles();
      }
      if (next.length() > 0) {
        break;
      }
      socket.received().remove();
      next.drop();
      if (!files.isEmpty() || copied == limit) {
        break;
      }
    }
    return new Received(Arrays.copyOf(data, copied), copied, sender, files);
  }

  /** Waits for a piece of a stream; returns whether there will be none. */
  private static boolean awaitPiece(UnixSocket socket, FileCaller caller, boolean withoutWaiting) {
    socket.checkError();
    if (socket.isFinished()) {
      return true;
    }
    Refuse.when(withoutWaiting, FdRule.WOULD_BLOCK);
    sleep(socket, caller, "data on a socket");
    return false;
  }

  /** Until there is something, or will be nothing. */
  private static void sleep(UnixSocket socket, FileCaller caller, String what) {
    caller
        .waiting()
        .await(what, () -> !socket.received().isEmpty() || socket.isFinished() || socket.isReset());
  }
}
