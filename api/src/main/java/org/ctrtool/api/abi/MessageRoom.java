package org.ctrtool.api.abi;

import static org.ctrtool.api.abi.MessageImage.CONTROL_HEADER;
import static org.ctrtool.api.abi.MessageImage.SCM_RIGHTS;
import static org.ctrtool.api.abi.MessageImage.SOL_SOCKET;
import static org.ctrtool.api.abi.MessageImage.VECTOR;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.Uid;
import org.jspecify.annotations.Nullable;

/**
 * Room for messages to receive: a {@code struct mmsghdr} for each, vectors, control data as cmsg(3)
 * describes them, and data.
 *
 * <p>Headers and vectors are the same for every call of the same kind, so they are kept.
 */
final class MessageRoom {
  /**
   * A {@code struct msghdr}, and how many bytes were received, which recvmsg(2) answers instead.
   */
  private static final int HEADER = 64;

  private static final int LENGTH = 56;
  private static final int SCM_CREDENTIALS = 2;
  private static final int CREDENTIALS = 12;

  private final Frame frame;
  private int count;
  private int limit;
  private int room;
  private long headers;
  private byte[] image = new byte[0];
  private @Nullable PeerCredentials sender;
  private List<Fd> descriptors = List.of();

  MessageRoom(Frame frame) {
    this.frame = frame;
  }

  ReceivedMessage receive(Call call, LongSupplier kernel) {
    prepare(call, 1, call.number(1), call.number(2));
    frame.number(headers).argument(call.required(3));
    int length = (int) kernel.getAsLong();
    return messages(1, length).get(0);
  }

  List<ReceivedMessage> receiveSeveral(Call call, LongSupplier kernel) {
    prepare(call, call.number(1), call.number(2), call.number(3));
    frame.number(headers).number(count).argument(call.required(4)).number(0);
    return messages((int) kernel.getAsLong(), -1);
  }

  /** Begins a call; its first argument is the socket. */
  private void prepare(Call call, int messages, int bytes, int controlBytes) {
    if (messages < 1 || bytes < 0 || controlBytes < 0) {
      throw new IllegalArgumentException("no message, or a negative number of bytes");
    }
    long size = messages * (HEADER + VECTOR + (long) aligned(controlBytes) + bytes);
    frame.begin(size + 256);
    frame.argument(call.fd(0));
    long at = frame.reserve(size);
    if (at != headers || messages != count || bytes != limit || controlBytes != room) {
      headers = at;
      count = messages;
      limit = bytes;
      room = controlBytes;
      image = image();
    }
    frame.fill(at, image);
  }

  private byte[] image() {
    Image made = new Image(count * (HEADER + VECTOR));
    for (int i = 0; i < count; i++) {
      int header = i * HEADER;
      int vector = count * HEADER + i * VECTOR;
      made.put(header + 16, 8, headers + vector).put(header + 24, 8, 1);
      made.put(header + 32, 8, room == 0 ? 0 : control(i)).put(header + 40, 8, room);
      made.put(vector, 8, data(i)).put(vector + 8, 8, limit);
    }
    return made.bytes();
  }

  private int controlSize() {
    return aligned(room);
  }

  /** CMSG_ALIGN() of cmsg(3). */
  private static int aligned(int length) {
    return length + 7 & ~7;
  }

  private long control(int i) {
    return headers + (long) count * (HEADER + VECTOR) + (long) i * controlSize();
  }

  private long data(int i) {
    return control(count) + (long) i * limit;
  }

  /**
   * What was received.
   *
   * @param onlyLength the length of the only message; negative: the headers tell them
   */
  private List<ReceivedMessage> messages(int received, int onlyLength) {
    Image answer = new Image(frame.answer(headers, received * HEADER));
    Image controls = new Image(frame.answer(control(0), received * controlSize()));
    List<ReceivedMessage> messages = new ArrayList<>(received);
    for (int i = 0; i < received; i++) {
      int header = i * HEADER;
      int length = onlyLength < 0 ? answer.i32(header + LENGTH) : onlyLength;
      int start = i * controlSize();
      int end = start + Math.min(room, (int) answer.u64(header + 40));
      readControl(controls, start, end);
      messages.add(
          new ReceivedMessage(
              frame.answer(data(i), Math.min(length, limit)),
              length,
              sender,
              descriptors,
              new MessageFlags(answer.u32(header + 48))));
    }
    return messages;
  }

  /** Reads the control data of one message into {@link #sender} and {@link #descriptors}. */
  private void readControl(Image controls, int start, int end) {
    PeerCredentials before = sender;
    sender = null;
    descriptors = List.of();
    int at = start;
    while (at + CONTROL_HEADER <= end) {
      // At least its own header is passed over, whatever a part says.
      int length = (int) Math.min(end - at, Math.max(CONTROL_HEADER, controls.u64(at)));
      if (controls.i32(at + 8) == SOL_SOCKET) {
        readPart(controls, at, length, before);
      }
      at += aligned(length);
    }
  }

  private void readPart(
      Image controls, int at, int length, @Nullable PeerCredentials senderBefore) {
    int type = controls.i32(at + 12);
    int content = at + CONTROL_HEADER;
    if (type == SCM_CREDENTIALS && length >= CONTROL_HEADER + CREDENTIALS && sender == null) {
      sender = credentials(controls, content, senderBefore);
    } else if (type == SCM_RIGHTS) {
      descriptors = new ArrayList<>(descriptors);
      for (int i = content; i + 4 <= at + length; i += 4) {
        descriptors.add(new Fd(controls.i32(i)));
      }
    }
  }

  /** A sender; those of several messages are often the same, and then the same object. */
  private static PeerCredentials credentials(
      Image controls, int at, @Nullable PeerCredentials before) {
    int process = controls.i32(at);
    long user = controls.u32(at + 4);
    long group = controls.u32(at + 8);
    if (before != null
        && before.process().number() == process
        && before.user().number() == user
        && before.group().number() == group) {
      return before;
    }
    return new PeerCredentials(new Pid(process), new Uid(user), new Gid(group));
  }
}
