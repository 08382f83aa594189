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

/** {@code struct msghdr}, its vector, and control data as cmsg(3) describes them. */
final class MessageImage {
  private static final int HEADER = 56;
  private static final int VECTOR = 16;
  private static final int CONTROL_HEADER = 16;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;

  private MessageImage() {}

  static ReceivedMessage receive(Frame frame, Call call, LongSupplier kernel) {
    int limit = call.number(1);
    int room = call.number(2);
    if (limit < 0 || room < 0) {
      throw new IllegalArgumentException("a negative number of bytes");
    }
    frame.begin(HEADER + VECTOR + (long) limit + room + 256);
    frame.argument(call.fd(0));
    long data = frame.reserve(limit);
    long control = frame.reserve(room);
    long header = place(frame, data, limit, control, room);
    frame.number(header).argument(call.required(3));
    int result = (int) kernel.getAsLong();
    Image answer = new Image(frame.answer(header, HEADER));
    byte[] received = frame.answer(data, Math.min(result, limit));
    int used = Math.min(room, (int) answer.u64(40));
    Image parts = new Image(frame.answer(control, used));
    return new ReceivedMessage(
        received,
        result,
        sender(parts, used),
        descriptors(parts, used),
        new MessageFlags(answer.u32(48)));
  }

  static Integer send(Frame frame, Call call, LongSupplier kernel) {
    byte[] content = call.bytes(1);
    List<?> descriptors = (List<?>) call.required(2);
    int length = CONTROL_HEADER + 4 * descriptors.size();
    int room = descriptors.isEmpty() ? 0 : length + 7 & ~7;
    frame.begin(HEADER + VECTOR + (long) content.length + room + 256);
    frame.argument(call.fd(0));
    long data = frame.place(content);
    Image parts = new Image(room);
    if (room > 0) {
      parts.put(0, 8, length).put(8, 4, SOL_SOCKET).put(12, 4, SCM_RIGHTS);
      for (int i = 0; i < descriptors.size(); i++) {
        parts.put(CONTROL_HEADER + 4 * i, 4, ((Fd) descriptors.get(i)).number());
      }
    }
    long header = place(frame, data, content.length, frame.place(parts.bytes()), room);
    frame.number(header).argument(call.required(3));
    return (int) kernel.getAsLong();
  }

  /** The header and its only vector. */
  private static long place(Frame frame, long data, int length, long control, int room) {
    long vector = frame.place(new Image(VECTOR).put(0, 8, data).put(8, 8, length).bytes());
    return frame.place(
        new Image(HEADER)
            .put(16, 8, vector)
            .put(24, 8, 1)
            .put(32, 8, room == 0 ? 0 : control)
            .put(40, 8, room)
            .bytes());
  }

  private static @Nullable PeerCredentials sender(Image parts, int used) {
    int at = 0;
    while (at + CONTROL_HEADER <= used) {
      int end = end(parts, at, used);
      if (is(parts, at, SCM_CREDENTIALS) && end - at >= CONTROL_HEADER + 12) {
        return new PeerCredentials(
            new Pid(parts.i32(at + 16)), new Uid(parts.u32(at + 20)), new Gid(parts.u32(at + 24)));
      }
      at = next(end);
    }
    return null;
  }

  private static List<Fd> descriptors(Image parts, int used) {
    List<Fd> found = new ArrayList<>();
    int at = 0;
    while (at + CONTROL_HEADER <= used) {
      int end = end(parts, at, used);
      if (is(parts, at, SCM_RIGHTS)) {
        for (int i = at + CONTROL_HEADER; i + 4 <= end; i += 4) {
          found.add(new Fd(parts.i32(i)));
        }
      }
      at = next(end);
    }
    return found;
  }

  private static boolean is(Image parts, int at, int type) {
    return parts.i32(at + 8) == SOL_SOCKET && parts.i32(at + 12) == type;
  }

  /** Where a part ends; at least its own header is passed over, whatever it says. */
  private static int end(Image parts, int at, int used) {
    long length = Math.max(CONTROL_HEADER, parts.u64(at));
    return (int) Math.min(used, at + length);
  }

  private static int next(int end) {
    return end + 7 & ~7;
  }
}
