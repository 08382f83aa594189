package org.ctrtool.sim.fd;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.path.FileCaller;

/**
 * Two connected UNIX sockets; see unix(7) and socketpair(2). Only bytes so far: messages that carry
 * descriptors or credentials are queued by whoever adds them.
 */
public final class SocketPair {
  /** What a read gets. */
  public enum Type {
    /** Bytes, glued together. */
    STREAM,
    /** One message; the other end's closing is not noticed. */
    DATAGRAM,
    /** One message, and the end of the connection. */
    SEQPACKET
  }

  private static final int BUFFER = 212_992;

  private final Type type;
  private final End left = new End();
  private final End right = new End();

  SocketPair(Type type) {
    this.type = type;
    left.peer = right;
    right.peer = left;
  }

  FileOperations left() {
    return left;
  }

  FileOperations right() {
    return right;
  }

  private final class End implements FileOperations {
    private final Deque<byte[]> received = new ArrayDeque<>();
    private End peer = this;
    private boolean closed;
    private boolean reset;

    private int size() {
      int size = 0;
      for (byte[] each : received) {
        size += each.length;
      }
      return size;
    }

    private boolean isAtEnd() {
      return peer.closed && type != Type.DATAGRAM;
    }

    @Override
    public byte[] read(OpenFile file, FileCaller caller, int limit) {
      if (type == Type.STREAM && limit == 0) {
        return new byte[0];
      }
      if (received.isEmpty() && !isAtEnd()) {
        Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
        caller.waiting().await("data on a socket", () -> !received.isEmpty() || isAtEnd());
      }
      if (received.isEmpty()) {
        boolean wasReset = reset;
        reset = false;
        Refuse.when(wasReset, FdRule.CONNECTION_RESET);
        return new byte[0];
      }
      if (type != Type.STREAM) {
        byte[] message = received.remove();
        return message.length <= limit ? message : Arrays.copyOf(message, limit);
      }
      byte[] data = new byte[Math.min(limit, size())];
      int done = 0;
      while (done < data.length) {
        byte[] part = received.remove();
        int taken = Math.min(part.length, data.length - done);
        System.arraycopy(part, 0, data, done, taken);
        done += taken;
        if (taken < part.length) {
          received.addFirst(Arrays.copyOfRange(part, taken, part.length));
        }
      }
      return data;
    }

    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      Refuse.when(type != Type.STREAM && data.length > BUFFER, FdRule.MESSAGE_TOO_LONG);
      int done = 0;
      do {
        checkPeer(caller);
        int needed = type == Type.STREAM ? Math.min(1, data.length) : data.length;
        if (BUFFER - peer.size() < needed) {
          if (file.isNonBlocking()) {
            Refuse.when(done == 0, FdRule.WOULD_BLOCK);
            return done;
          }
          caller
              .waiting()
              .await("room on a socket", () -> BUFFER - peer.size() >= needed || peer.closed);
          continue;
        }
        int part = Math.min(BUFFER - peer.size(), data.length - done);
        if (part > 0 || type != Type.STREAM) {
          peer.received.add(Arrays.copyOfRange(data, done, done + part));
        }
        done += part;
      } while (done < data.length);
      return done;
    }

    private void checkPeer(FileCaller caller) {
      if (!peer.closed) {
        return;
      }
      Refuse.when(type == Type.DATAGRAM, FdRule.NOBODY_LISTENS);
      caller.raise(Signal.SIGPIPE);
      throw new Refusal(FdRule.NO_READER_LEFT);
    }

    @Override
    public boolean hasOffset() {
      return false;
    }

    @Override
    public PollEvents poll(OpenFile file) {
      PollEvents ready = PollEvents.NONE;
      if (!received.isEmpty() || isAtEnd()) {
        ready = ready.or(PollEvents.POLLIN);
      }
      if (BUFFER > peer.size()) {
        ready = ready.or(PollEvents.POLLOUT);
      }
      if (reset) {
        ready = ready.or(PollEvents.POLLERR);
      }
      return isAtEnd() ? ready.or(PollEvents.POLLHUP) : ready;
    }

    @Override
    public void release(OpenFile file) {
      closed = true;
      peer.reset |= !received.isEmpty() && type != Type.DATAGRAM;
      received.clear();
    }
  }
}
