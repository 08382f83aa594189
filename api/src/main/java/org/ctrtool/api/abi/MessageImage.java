package org.ctrtool.api.abi;

import java.util.List;
import java.util.function.LongSupplier;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;

/** {@code struct msghdr} of a message to send, its vector, and control data; see cmsg(3). */
final class MessageImage {
  private static final int HEADER = 56;

  /** {@code struct iovec}. */
  static final int VECTOR = 16;

  /** {@code struct cmsghdr}. */
  static final int CONTROL_HEADER = 16;

  static final int SOL_SOCKET = 1;
  static final int SCM_RIGHTS = 1;

  private MessageImage() {}

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
    long control = frame.place(parts.bytes());
    long vector = frame.place(new Image(VECTOR).put(0, 8, data).put(8, 8, content.length).bytes());
    long header =
        frame.place(
            new Image(HEADER)
                .put(16, 8, vector)
                .put(24, 8, 1)
                .put(32, 8, room == 0 ? 0 : control)
                .put(40, 8, room)
                .bytes());
    frame.number(header).argument(call.required(3));
    return (int) kernel.getAsLong();
  }
}
