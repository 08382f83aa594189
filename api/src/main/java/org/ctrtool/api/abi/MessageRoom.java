package org.ctrtool.api.abi;

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
  private static final int VECTOR = 16;
  private static final int CONTROL_HEADER = 16;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;

  private final Frame frame;
  private int count;
  private int limit;
  private int room;
  private long headers;
  private byte[] image = new byte[0];

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
    int control = controlBytes + 7 & ~7;
    frame.begin(messages * (HEADER + VECTOR + (long) control + bytes) + 256);
    frame.argument(call.fd(0));
    long at = frame.reserve(messages * (HEADER + VECTOR + (long) control + bytes));
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
    return room + 7 & ~7;
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
    PeerCredentials sender = null;
    for (int i = 0; i < received; i++) {
      int header = i * HEADER;
      int length = onlyLength < 0 ? answer.i32(header + LENGTH) : onlyLength;
      int start = i * controlSize();
      int end = start + Math.min(room, (int) answer.u64(header + 40));
      sender = sender(controls, start, end, sender);
      messages.add(
          new ReceivedMessage(
              frame.answer(data(i), Math.min(length, limit)),
              length,
              sender,
              descriptors(controls, start, end),
              new MessageFlags(answer.u32(header + 48))));
    }
    return messages;
  }

  /** The sender of one message; senders of several are often the same. */
  private static @Nullable PeerCredentials sender(
      Image controls, int start, int end, @Nullable PeerCredentials before) {
    for (int at = start; at + CONTROL_HEADER <= end; at = next(controls, at, end)) {
      if (is(controls, at, SCM_CREDENTIALS) && end(controls, at, end) - at >= CONTROL_HEADER + 12) {
        int process = controls.i32(at + 16);
        long user = controls.u32(at + 20);
        long group = controls.u32(at + 24);
        boolean same =
            before != null
                && before.process().number() == process
                && before.user().number() == user
                && before.group().number() == group;
        return same ? before : new PeerCredentials(new Pid(process), new Uid(user), new Gid(group));
      }
    }
    return null;
  }

  private static List<Fd> descriptors(Image controls, int start, int end) {
    List<Fd> found = List.of();
    for (int at = start; at + CONTROL_HEADER <= end; at = next(controls, at, end)) {
      if (is(controls, at, SCM_RIGHTS)) {
        found = new ArrayList<>(found);
        for (int i = at + CONTROL_HEADER; i + 4 <= end(controls, at, end); i += 4) {
          found.add(new Fd(controls.i32(i)));
        }
      }
    }
    return found;
  }

  private static boolean is(Image controls, int at, int type) {
    return controls.i32(at + 8) == SOL_SOCKET && controls.i32(at + 12) == type;
  }

  /** Where a part ends; at least its own header is passed over, whatever it says. */
  private static int end(Image controls, int at, int end) {
    long length = Math.max(CONTROL_HEADER, controls.u64(at));
    return (int) Math.min(end, at + length);
  }

  /** Where the part after the one at {@code at} begins; parts are aligned, and so is the first. */
  private static int next(Image controls, int at, int end) {
    return end(controls, at, end) + 7 & ~7;
  }
}
