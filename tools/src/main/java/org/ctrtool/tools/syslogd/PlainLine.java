package org.ctrtool.tools.syslogd;

import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/**
 * {@code TIME PID,UID,GID PRIORITY TEXT}. In the text a backslash is doubled, and bytes that are no
 * visible ASCII are octal numbers behind one. A backslash and a plus, which no text can have, are
 * before the number of bytes that are missing.
 */
final class PlainLine implements LineFormat {
  private static final int FIRST_OF_TWO_DIGITS = 8;

  private final UtcTime utc = new UtcTime();

  PlainLine() {}

  @Override
  public void addTo(
      ByteText line,
      Timespec time,
      @Nullable PeerCredentials sender,
      SyslogText message,
      int missing) {
    utc.addTo(line, time);
    line.add(' ');
    if (sender == null) {
      line.add("-,-,-");
    } else {
      line.number(sender.process().number(), 1).add(',').number(sender.user().number(), 1);
      line.add(',').number(sender.group().number(), 1);
    }
    line.add(' ').number(message.priority(), 1).add(' ');
    addText(line, message);
    if (missing > 0) {
      line.add('\\').add('+').number(missing, 1);
    }
    line.add('\n');
  }

  private static void addText(ByteText line, SyslogText message) {
    byte[] data = message.data();
    for (int i = message.start(); i < message.end(); i++) {
      int value = data[i] & 0xFF;
      if (value == '\\') {
        line.add('\\').add('\\');
      } else if (value >= ' ' && value < 0x7F) {
        line.add(value);
      } else {
        boolean digitFollows = i + 1 < message.end() && data[i + 1] >= '0' && data[i + 1] <= '9';
        addOctal(line.add('\\'), value, digitFollows);
      }
    }
  }

  private static void addOctal(ByteText line, int value, boolean digitFollows) {
    if (value >= 0x7F || digitFollows) {
      line.octal(value);
    } else if (value < FIRST_OF_TWO_DIGITS) {
      line.add('0' + value);
    } else {
      line.add('0' + (value >> 3)).add('0' + (value & 7));
    }
  }
}
