package org.ctrtool.sim.net;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/** sendmsg(2) and recvmsg(2), with descriptors and credentials: net/socket.c, net/core/scm.c. */
public final class MessageCalls {
  private static final int MOST_DESCRIPTORS = 253;
  private static final int CREDENTIALS = 12;
  private static final MessageFlags OF_SENDING =
      MessageFlags.MSG_DONTWAIT.or(MessageFlags.MSG_NOSIGNAL);
  private static final MessageFlags OF_RECEIVING =
      OF_SENDING.or(MessageFlags.MSG_TRUNC).or(MessageFlags.MSG_CMSG_CLOEXEC);

  private MessageCalls() {}

  /** sendmsg(2), without an address. */
  public static int send(Task task, Fd fd, byte[] data, List<Fd> descriptors, MessageFlags flags) {
    UnixSocket socket = socket(task, fd);
    requireKnown(flags, OF_SENDING);
    Sending.check(socket);
    List<OpenFile> files = files(task, descriptors);
    boolean withoutWaiting = mustNotWait(task, fd, flags);
    files.forEach(OpenFile::hold);
    try {
      return Sending.send(
          socket,
          task,
          new Outgoing(data, files, withoutWaiting, flags.has(MessageFlags.MSG_NOSIGNAL)));
    } finally {
      files.forEach(OpenFile::release);
    }
  }

  /** scm_fp_copy(). */
  private static List<OpenFile> files(Task task, List<Fd> descriptors) {
    Refuse.when(descriptors.size() > MOST_DESCRIPTORS, SocketRule.TOO_MANY_DESCRIPTORS);
    List<OpenFile> files = new ArrayList<>();
    for (Fd each : descriptors) {
      files.add(task.descriptors().requirePath(each));
    }
    return files;
  }

  private static UnixSocket socket(Task task, Fd fd) {
    return UnixSocket.of(task, fd, "data");
  }

  private static boolean mustNotWait(Task task, Fd fd, MessageFlags flags) {
    return flags.has(MessageFlags.MSG_DONTWAIT) || task.descriptors().require(fd).isNonBlocking();
  }

  private static void requireKnown(MessageFlags flags, MessageFlags known) {
    if ((flags.bits() & ~known.bits()) != 0) {
      throw new NotModelled("messages with " + flags);
    }
  }

  /** recvmsg(2). */
  public static ReceivedMessage receive(
      Task task, Fd fd, int limit, int control, MessageFlags flags) {
    UnixSocket socket = socket(task, fd);
    requireKnown(flags, OF_RECEIVING);
    Received received = Receiving.receive(socket, task, limit, mustNotWait(task, fd, flags));
    boolean isEnd = received.sender().equals(Sender.NOBODY) && socket.isOfMessages();
    ControlRoom room = new ControlRoom(control);
    PeerCredentials sender =
        socket.passesCredentials() && !isEnd ? credentials(task, received.sender(), room) : null;
    boolean closeOnExec = flags.has(MessageFlags.MSG_CMSG_CLOEXEC);
    List<Fd> descriptors = detach(task, received.files(), closeOnExec, room);
    boolean cut = received.length() > received.data().length;
    MessageFlags told = closeOnExec ? MessageFlags.MSG_CMSG_CLOEXEC : MessageFlags.NONE;
    told = cut ? told.or(MessageFlags.MSG_TRUNC) : told;
    told = room.isTruncated() ? told.or(MessageFlags.MSG_CTRUNC) : told;
    boolean tellsWhole = flags.has(MessageFlags.MSG_TRUNC);
    int length = tellsWhole ? received.length() : received.data().length;
    return new ReceivedMessage(received.data(), length, sender, descriptors, told);
  }

  /** recvmmsg(2): what ends it after a message is told by the call after, see do_recvmmsg(). */
  public static List<ReceivedMessage> receiveSeveral(
      Task task, Fd fd, int count, int limit, int control, MessageFlags flags) {
    UnixSocket socket = socket(task, fd);
    socket.checkError();
    List<ReceivedMessage> messages = new ArrayList<>();
    while (messages.size() < count) {
      try {
        messages.add(receive(task, fd, limit, control, flags));
      } catch (Refusal refused) {
        if (messages.isEmpty()) {
          throw refused;
        }
        tellLater(socket, refused);
        break;
      }
    }
    return messages;
  }

  private static void tellLater(UnixSocket socket, Refusal refused) {
    if (refused.rule() == SocketRule.CONNECTION_RESET) {
      socket.reset();
    } else if (refused.rule() != FdRule.WOULD_BLOCK) {
      throw new NotModelled("recvmmsg() that ends with " + refused.rule());
    }
  }

  /** The part SCM_CREDENTIALS; null if there is no room for it. */
  private static @Nullable PeerCredentials credentials(Task task, Sender sender, ControlRoom room) {
    return room.put(CREDENTIALS) ? sender.seenBy(task) : null;
  }

  /** scm_detach_fds(): as many as fit get numbers; the others are closed. */
  private static List<Fd> detach(
      Task task, List<OpenFile> files, boolean closeOnExec, ControlRoom room) {
    List<Fd> numbers = new ArrayList<>();
    int fit = Math.min(files.size(), room.descriptors());
    FdTable table = task.descriptors();
    while (numbers.size() < fit && table.hasFree(task.descriptorLimit())) {
      OpenFile file = files.get(numbers.size());
      numbers.add(table.install(file, closeOnExec, task.descriptorLimit()));
    }
    if (numbers.size() < files.size()) {
      room.truncate();
    }
    files.forEach(OpenFile::release);
    return numbers;
  }
}
