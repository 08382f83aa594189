package org.ctrtool.tools.syslogd;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/** The socket that messages come from. */
final class MessageSource {
  /** More than a datagram has without special rights. */
  static final int LIMIT = 256 * 1024;

  /** The sender's credentials and nothing else: descriptors that come along are not installed. */
  private static final int CREDENTIALS_ONLY = 32;

  /** How many messages a call may bring: more than a socket's queue has room for, as a rule. */
  private static final int BATCH = 16;

  /** How many calls are made before something else has its turn. */
  private static final int AT_A_TIME = 16;

  private static final int CLOCK_REALTIME = 0;
  private static final long NOBODY = 65534;

  private static final MessageFlags HOW =
      MessageFlags.MSG_DONTWAIT.or(MessageFlags.MSG_TRUNC).or(MessageFlags.MSG_CMSG_CLOEXEC);

  /**
   * A message as it was received.
   *
   * @param time when it was received
   * @param data of which the message is what stands from {@code start} to {@code end}
   * @param missing how many bytes did not fit
   */
  record Arrival(
      Timespec time,
      @Nullable PeerCredentials sender,
      byte[] data,
      int start,
      int end,
      int missing) {}

  private final Kernel kernel;
  private final Fd socket;
  private final SocketType type;
  private final @Nullable MadeSocket made;

  /** Whether what comes may have been sent before the kernel was asked for senders. */
  private boolean early;

  /** What a stream has brought since its last line. */
  private byte[] unfinished = new byte[0];

  private int unfinishedLength;

  private @Nullable PeerCredentials unfinishedSender;
  private @Nullable KernelException lastFailure;
  private boolean ended;

  private MessageSource(Kernel kernel, Fd socket, boolean early, @Nullable MadeSocket made) {
    this.kernel = kernel;
    this.socket = socket;
    this.early = early;
    this.made = made;
    this.type = new SocketType(kernel.getsockopt(socket, SocketOption.SO_TYPE));
  }

  /** A socket that was inherited; null and nothing done if it is none that messages come from. */
  static @Nullable MessageSource inherited(Kernel kernel, Fd socket) {
    kernel.doing("taking over descriptor " + socket);
    int domain = kernel.getsockopt(socket, SocketOption.SO_DOMAIN);
    boolean listens = kernel.getsockopt(socket, SocketOption.SO_ACCEPTCONN) != 0;
    if (domain != SocketDomain.AF_UNIX.number() || listens) {
      return null;
    }
    boolean late = kernel.getsockopt(socket, SocketOption.SO_PASSCRED) == 0;
    kernel.setsockopt(socket, SocketOption.SO_PASSCRED, 1);
    return new MessageSource(kernel, socket, late, null);
  }

  /**
   * Makes a socket at {@code path}.
   *
   * @param replace whether a socket that is there goes
   */
  static MessageSource made(Kernel kernel, String path, Mode mode, boolean replace) {
    MadeSocket made = MadeSocket.at(kernel, path, mode, replace);
    return new MessageSource(kernel, made.socket(), false, made);
  }

  /** Removes the name that was made, if it still is this socket's. */
  void close() {
    if (made != null) {
      made.removeName(kernel);
    }
  }

  PollFd watched() {
    return new PollFd(socket, PollEvents.POLLIN);
  }

  /** Whether nothing will come any more. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Takes what is there, at most a few hundred messages.
   *
   * @return whether there may be more
   * @throws KernelException if nothing can be received twice in a row
   */
  boolean receive(Consumer<Arrival> to) {
    for (int i = 0; i < AT_A_TIME && !ended; i++) {
      Attempt<List<ReceivedMessage>> attempt =
          Attempt.of(() -> kernel.recvmmsg(socket, BATCH, LIMIT, CREDENTIALS_ONLY, HOW));
      List<ReceivedMessage> messages = attempt.value();
      if (messages == null) {
        if (Errno.EAGAIN.equals(attempt.errno())) {
          early = false;
          ended = i == 0 && isShutDown();
          return false;
        }
        noteFailure(attempt.refusal());
      } else {
        lastFailure = null;
        take(messages, to);
      }
    }
    return !ended;
  }

  /** A datagram socket has no other end: it is ready for ever then, and has nothing. */
  private boolean isShutDown() {
    PollFd asked = new PollFd(socket, PollEvents.POLLRDHUP);
    List<PollFd> answer = Attempt.of(() -> kernel.ppoll(List.of(asked), Timespec.ZERO)).value();
    return type.equals(SocketType.SOCK_DGRAM)
        && answer != null
        && !answer.isEmpty()
        && answer.get(0).events().has(PollEvents.POLLRDHUP);
  }

  private void noteFailure(@Nullable KernelException refusal) {
    if (refusal == null || refusal.errno().equals(Errno.EINTR)) {
      return;
    }
    if (lastFailure != null) {
      throw refusal;
    }
    lastFailure = refusal;
  }

  /** What comes after the end of a stream is the end once more. */
  private void take(List<ReceivedMessage> messages, Consumer<Arrival> to) {
    Timespec now = kernel.clockGettime(CLOCK_REALTIME);
    for (int i = 0; i < messages.size() && !ended; i++) {
      take(messages.get(i), now, to);
    }
  }

  private void take(ReceivedMessage message, Timespec now, Consumer<Arrival> to) {
    for (Fd unwanted : message.descriptors()) {
      kernel.close(unwanted);
    }
    byte[] data = message.data();
    if (type.equals(SocketType.SOCK_STREAM)) {
      takePiece(message, now, to);
    } else if (data.length > 0) {
      int missing = Math.max(0, message.length() - data.length);
      to.accept(new Arrival(now, sender(message), data, 0, data.length, missing));
    } else if (!type.equals(SocketType.SOCK_DGRAM)) {
      ended = true;
    }
  }

  /** Nobody, if it was sent before anybody asked; the same from later on is a real sender. */
  private @Nullable PeerCredentials sender(ReceivedMessage message) {
    PeerCredentials sender = message.sender();
    boolean unknown =
        early
            && sender != null
            && sender.process().number() == 0
            && sender.user().number() == NOBODY
            && sender.group().number() == NOBODY;
    return unknown ? null : sender;
  }

  /** Lines of a stream end at line breaks or NULs, at its end, and where the sender changes. */
  private void takePiece(ReceivedMessage message, Timespec now, Consumer<Arrival> to) {
    PeerCredentials sender = sender(message);
    byte[] data = message.data();
    if (data.length == 0) {
      finish(now, to);
      ended = true;
      return;
    }
    if (!Objects.equals(sender, unfinishedSender)) {
      finish(now, to);
      unfinishedSender = sender;
    }
    int at = unfinishedLength;
    append(data);
    int start = 0;
    for (; at < unfinishedLength; at++) {
      if (unfinished[at] == '\n' || unfinished[at] == 0 || at + 1 - start == LIMIT) {
        to.accept(new Arrival(now, sender, unfinished, start, at + 1, 0));
        start = at + 1;
      }
    }
    unfinishedLength -= start;
    System.arraycopy(unfinished, start, unfinished, 0, unfinishedLength);
  }

  private void append(byte[] data) {
    int length = unfinishedLength + data.length;
    if (length > unfinished.length) {
      unfinished = Arrays.copyOf(unfinished, Math.max(length, 2 * unfinished.length));
    }
    System.arraycopy(data, 0, unfinished, unfinishedLength, data.length);
    unfinishedLength = length;
  }

  private void finish(Timespec now, Consumer<Arrival> to) {
    if (unfinishedLength > 0) {
      to.accept(new Arrival(now, unfinishedSender, unfinished, 0, unfinishedLength, 0));
      unfinishedLength = 0;
    }
  }
}
