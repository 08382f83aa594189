package org.ctrtool.tools.syslogd;

import org.ctrtool.api.OsStrings;

/**
 * What a sender wrote, taken apart as RFC 3164 says: a priority in angle brackets, a time stamp,
 * the text. What is not exactly of that form belongs to the text.
 */
final class SyslogText {
  private static final int NO_PRIORITY = 6;
  private static final int HIGHEST_PRIORITY = 191;
  private static final int TIME_STAMP = 16;
  private static final byte[] MONTHS = OsStrings.encode("JanFebMarAprMayJunJulAugSepOctNovDec");
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private final byte[] data;
  private final int end;
  private int start;
  private int priority = NO_PRIORITY;

  /** What stands in {@code data} from {@code start} to {@code end}. */
  SyslogText(byte[] data, int start, int end) {
    this.data = data;
    this.start = start;
    this.end = end > start && isTerminator(data[end - 1]) ? end - 1 : end;
    takePriority();
    takeTimeStamp();
  }

  byte[] data() {
    return data;
  }

  /** Where the text begins. */
  int start() {
    return start;
  }

  /** Where the text ends, without one line break or NUL. */
  int end() {
    return end;
  }

  /** Eight times the facility, and the severity. */
  int priority() {
    return priority;
  }

  private static boolean isTerminator(byte value) {
    return value == '\n' || value == 0;
  }

  private void takePriority() {
    if (start == end || data[start] != '<') {
      return;
    }
    int at = start + 1;
    int value = 0;
    while (at < end && at <= start + 3 && isDigit(at)) {
      value = 10 * value + data[at] - '0';
      at++;
    }
    if (at > start + 1 && at < end && data[at] == '>' && value <= HIGHEST_PRIORITY) {
      priority = value;
      start = at + 1;
    }
  }

  /** {@code Mmm dd hh:mm:ss } with a day that exists and is padded with a blank or a zero. */
  private void takeTimeStamp() {
    if (end - start < TIME_STAMP
        || data[start + 3] != ' '
        || data[start + 6] != ' '
        || data[start + 9] != ':'
        || data[start + 12] != ':'
        || data[start + 15] != ' ') {
      return;
    }
    int month = month();
    int day = data[start + 4] == ' ' ? number(start + 5, 1) : number(start + 4, 2);
    int hour = number(start + 7, 2);
    int minute = number(start + 10, 2);
    int second = number(start + 13, 2); // 60 is a leap second
    if (month >= 0
        && day >= 1
        && day <= DAYS[month]
        && hour >= 0
        && hour <= 23
        && minute >= 0
        && minute <= 59
        && second >= 0
        && second <= 60) {
      start += TIME_STAMP;
    }
  }

  /** From 0; -1 if it is none. */
  private int month() {
    for (int i = 0; i < DAYS.length; i++) {
      if (data[start] == MONTHS[3 * i]
          && data[start + 1] == MONTHS[3 * i + 1]
          && data[start + 2] == MONTHS[3 * i + 2]) {
        return i;
      }
    }
    return -1;
  }

  /** A number of so many digits; -1 if it is none. */
  private int number(int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      if (!isDigit(i)) {
        return -1;
      }
      value = 10 * value + data[i] - '0';
    }
    return value;
  }

  private boolean isDigit(int at) {
    return data[at] >= '0' && data[at] <= '9';
  }
}
