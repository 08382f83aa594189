package org.ctrtool.tools.syslogd;

import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/**
 * {@code TIME PID,UID,GID PRIORITY TEXT}. In the text a backslash is doubled, and bytes that are no
 * visible ASCII are octal numbers behind one. A backslash and a plus, which no text can have, are
 * before the number of bytes that are missing.
 */
final class PlainLine extends LineFormat {
  private static final int FIRST_OF_TWO_DIGITS = 8;

  private final UtcTime utc = new UtcTime();

  PlainLine() {}

  @Override
  void addHead(ByteText line, Timespec time, @Nullable PeerCredentials sender) {
    utc.addTo(line, time);
    line.add(' ');
    if (sender == null) {
      line.add("-,-,-");
    } else {
      line.number(sender.process().number(), 1).add(',').number(sender.user().number(), 1);
      line.add(',').number(sender.group().number(), 1);
    }
    line.add(' ');
  }

  @Override
  void addMessage(ByteText line, SyslogText message, int missing) {
    line.number(message.priority(), 1).add(' ');
    addText(line, message);
    if (missing > 0) {
      line.add('\\').add('+').number(missing, 1);
    }
    line.add('\n');
  }

  /** What can stay as it is goes at once, from one byte that cannot to the next. */
  private static void addText(ByteText line, SyslogText message) {
    byte[] data = message.data();
    int end = message.end();
    int added = message.start();
    for (int i = added; i < end; i++) {
      int value = data[i] & 0xFF;
      if (value < ' ' || value >= 0x7F || value == '\\') {
        line.add(data, added, i).add('\\');
        added = i + 1;
        boolean digitFollows = added < end && data[added] >= '0' && data[added] <= '9';
        addEscaped(line, value, digitFollows);
      }
    }
    line.add(data, added, end);
  }

  private static void addEscaped(ByteText line, int value, boolean digitFollows) {
    if (value == '\\') {
      line.add('\\');
    } else if (value >= 0x7F || digitFollows) {
      line.octal(value);
    } else if (value < FIRST_OF_TWO_DIGITS) {
      line.add('0' + value);
    } else {
      line.add('0' + (value >> 3)).add('0' + (value & 7));
    }
  }
}
