package org.ctrtool.tools.syslogd;

import java.util.List;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a line, in ASCII. A text that is no UTF-8 has U+FFFD for what is wrong, and its
 * bytes in hexadecimal as well.
 */
final class JsonLine extends LineFormat {
  private static final String DIGITS = "0123456789abcdef";
  private static final int REPLACEMENT = 0xFFFD;
  private static final List<String> SEVERITIES =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
  private static final List<String> FACILITIES =
      List.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "audit",
          "alert",
          "clock");
  private static final int FIRST_LOCAL = 16;

  private final UtcTime utc = new UtcTime();
  private boolean wrong;
  private int next;

  JsonLine() {}

  @Override
  void addHead(ByteText line, Timespec time, @Nullable PeerCredentials sender) {
    line.add("{\"time\":\"");
    utc.addTo(line, time);
    line.add("Z\"");
    if (sender != null) {
      line.add(",\"pid\":").number(sender.process().number(), 1);
      line.add(",\"uid\":").number(sender.user().number(), 1);
      line.add(",\"gid\":").number(sender.group().number(), 1);
    }
  }

  @Override
  void addMessage(ByteText line, SyslogText message, int missing) {
    int facility = message.priority() / 8;
    line.add(",\"priority\":").number(message.priority(), 1).add(",\"facility\":\"");
    if (facility < FIRST_LOCAL) {
      line.add(FACILITIES.get(facility));
    } else {
      line.add("local").number(facility - FIRST_LOCAL, 1);
    }
    line.add("\",\"severity\":\"").add(SEVERITIES.get(message.priority() % 8));
    addText(line, message);
    if (missing > 0) {
      line.add(",\"missing\":").number(missing, 1);
    }
    line.add("}\n");
  }

  /** What can stay as it is goes at once, from one character that cannot to the next. */
  private void addText(ByteText line, SyslogText message) {
    line.add("\",\"text\":\"");
    byte[] data = message.data();
    int end = message.end();
    wrong = false;
    next = message.start();
    while (next < end) {
      int plain = next;
      while (next < end && isPlain(data[next])) {
        next++;
      }
      line.add(data, plain, next);
      if (next < end) {
        addEscaped(line, character(data, end));
      }
    }
    line.add('"');
    if (wrong) {
      line.add(",\"bytes\":\"");
      for (int i = message.start(); i < message.end(); i++) {
        int value = message.data()[i] & 0xFF;
        line.add(DIGITS.charAt(value >> 4)).add(DIGITS.charAt(value & 15));
      }
      line.add('"');
    }
  }

  /** The next character; the shortest form only, no surrogates, nothing beyond U+10FFFF. */
  private int character(byte[] data, int end) {
    int first = data[next++] & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    int value = first & 0x3F >> more;
    int at = next;
    while (at < end && at < next + more && (data[at] & 0xC0) == 0x80) {
      value = value << 6 | data[at] & 0x3F;
      at++;
    }
    int least = more == 1 ? 0x80 : more == 2 ? 0x800 : 0x10000;
    boolean surrogate = value >= 0xD800 && value < 0xE000;
    if (first < 0xC0 || at < next + more || value < least || value > 0x10FFFF || surrogate) {
      wrong = true;
      return REPLACEMENT;
    }
    next = at;
    return value;
  }

  private static boolean isPlain(byte value) {
    return value >= ' ' && value < 0x7F && value != '"' && value != '\\';
  }

  private static void addEscaped(ByteText line, int character) {
    if (character == '"' || character == '\\') {
      line.add('\\').add(character);
    } else if (character < 0x10000) {
      addUnit(line, character);
    } else {
      addUnit(line, 0xD800 + (character - 0x10000 >> 10));
      addUnit(line, 0xDC00 + (character & 0x3FF));
    }
  }

  private static void addUnit(ByteText line, int unit) {
    line.add('\\').add('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      line.add(DIGITS.charAt(unit >> shift & 15));
    }
  }
}
