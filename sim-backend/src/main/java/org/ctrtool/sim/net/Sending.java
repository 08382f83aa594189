package org.ctrtool.sim.net;

import java.util.Arrays;
import java.util.List;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.Rule;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/** Sending over UNIX sockets, in the order of net/unix/af_unix.c. */
final class Sending {
  private Sending() {}

  /** What is checked before anybody looks at the message: unix_seqpacket_sendmsg(). */
  static void check(UnixSocket socket) {
    if (socket.is(SocketType.SOCK_SEQPACKET)) {
      socket.checkError();
      Refuse.unless(socket.isConnected(), SocketRule.NOT_CONNECTED);
    }
  }

  /** Returns how many bytes were sent. */
  static int send(UnixSocket socket, FileCaller caller, Outgoing message) {
    return socket.isOfMessages()
        ? sendMessage(socket, caller, message)
        : sendStream(socket, caller, message);
  }

  /** unix_stream_sendmsg(). */
  private static int sendStream(UnixSocket socket, FileCaller caller, Outgoing message) {
    UnixSocket other = peer(socket);
    if (socket.isFinished()) {
      throw brokenPipe(caller, message);
    }
    int sent = 0;
    byte[] data = message.data();
    while (sent < data.length) {
      int size = Math.min(data.length - sent, SendBuffer.LONGEST_PIECE);
      Rule obstacle = awaitRoom(socket, caller, message);
      if (obstacle != null) {
        Refuse.when(sent == 0, obstacle);
        return sent;
      }
      if (other.isDead() || other.isFinished()) {
        if (sent == 0) {
          throw brokenPipe(caller, message);
        }
        return sent;
      }
      byte[] part = Arrays.copyOfRange(data, sent, sent + size);
      List<OpenFile> files = sent == 0 ? message.files() : List.of();
      int room = SendBuffer.ofPiece(size);
      other.received().add(new Message(part, files, sender(socket, other, caller), socket, room));
      sent += size;
    }
    return sent;
  }

  private static UnixSocket peer(UnixSocket socket) {
    UnixSocket other = socket.peer();
    if (other == null) {
      throw new Refusal(SocketRule.NOT_CONNECTED);
    }
    return other;
  }

  private static Refusal brokenPipe(FileCaller caller, Outgoing message) {
    if (!message.withoutSignal()) {
      caller.raise(Signal.SIGPIPE);
    }
    return new Refusal(SocketRule.PEER_IS_CLOSED);
  }

  /** sock_alloc_send_pskb(): waits for room in the buffer, or tells why there will be none. */
  private static @Nullable Rule awaitRoom(UnixSocket socket, FileCaller caller, Outgoing message) {
    while (true) {
      if (socket.takeReset()) {
        return SocketRule.CONNECTION_RESET;
      }
      if (socket.isFinished()) {
        return SocketRule.PEER_IS_CLOSED;
      }
      if (socket.hasRoom()) {
        return null;
      }
      if (message.withoutWaiting()) {
        return SocketRule.BUFFER_IS_FULL;
      }
      caller
          .waiting()
          .await(
              "room on a socket",
              () -> socket.isWritable() || socket.isFinished() || socket.isReset());
    }
  }

  /** unix_dgram_sendmsg(), without an address. */
  private static int sendMessage(UnixSocket socket, FileCaller caller, Outgoing message) {
    UnixSocket other = peer(socket);
    if (socket.passesCredentials()) {
      UnixNames.bindAutomatically(socket);
    }
    byte[] data = message.data();
    Refuse.when(data.length > SendBuffer.LONGEST_MESSAGE, SocketRule.MESSAGE_TOO_LONG);
    Rule obstacle = awaitRoom(socket, caller, message);
    if (obstacle != null) {
      throw new Refusal(obstacle);
    }
    while (true) {
      checkMayBeReached(socket, other);
      boolean waits = other != socket && other.peer() != socket && other.isFull();
      if (!waits) {
        break;
      }
      Refuse.when(message.withoutWaiting(), SocketRule.RECEIVER_IS_FULL);
      caller
          .waiting()
          .await(
              "a receiver of messages",
              () -> other.isDead() || other.isFinished() || !other.isFull());
    }
    int room = SendBuffer.ofMessage(data.length);
    Sender sender = sender(socket, other, caller);
    other.received().add(new Message(data.clone(), message.files(), sender, socket, room));
    return data.length;
  }

  private static void checkMayBeReached(UnixSocket socket, UnixSocket other) {
    Refuse.unless(
        other.peer() == null || other.peer() == socket, SocketRule.CONNECTED_TO_SOMEBODY_ELSE);
    if (other.isDead()) {
      Refuse.when(socket.isConnectionBased(), SocketRule.PEER_IS_CLOSED);
      socket.setPeer(null);
      socket.become(UnixSocket.State.CLOSED);
      socket.disconnected(other);
      throw new Refusal(SocketRule.RECEIVER_IS_CLOSED);
    }
    Refuse.when(other.isFinished(), SocketRule.PEER_IS_CLOSED);
  }

  /** unix_maybe_add_creds(): noted only if one of the two may want to know. */
  private static Sender sender(UnixSocket socket, UnixSocket other, FileCaller caller) {
    boolean wanted =
        socket.passesCredentials() || other.passesCredentials() || !other.isOfDescriptor();
    return wanted ? caller.sender() : Sender.UNKNOWN;
  }
}
