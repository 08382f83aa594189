package org.ctrtool.tools.syslogd;

/**
 * Lines that wait to be written, as many bytes of them as there may be. A line leaves when it is
 * written to its end: until then it can be written once more, to another file.
 */
final class LogQueue {
  private final int capacity;
  private byte[] bytes = new byte[64 * 1024];

  /** Where the first line begins that is not written to its end. */
  private int start;

  /** What is before has been written. */
  private int written;

  private int end;

  /** A queue for lines of {@code capacity} bytes together, or for one line that is longer. */
  LogQueue(int capacity) {
    this.capacity = capacity;
  }

  boolean isEmpty() {
    return start == end;
  }

  /** Whether at least half of the room is free. */
  boolean isHalfEmpty() {
    return end - start <= capacity / 2;
  }

  /** Takes a line, which ends in its only line break; false if there is no room. */
  boolean add(ByteText line) {
    if (!isEmpty() && end - start + line.length() > capacity) {
      return false;
    }
    if (end + line.length() > bytes.length) {
      makeRoom(line.length());
    }
    System.arraycopy(line.bytes(), 0, bytes, end, line.length());
    end += line.length();
    return true;
  }

  /** Twice the capacity, so that what waits is not moved for every line. */
  private void makeRoom(int length) {
    int waiting = end - start;
    byte[] target = bytes;
    if (waiting + length > bytes.length / 2) {
      int enough = Math.max(waiting + length, Math.min(2 * capacity, 4 * bytes.length));
      target = new byte[Math.max(bytes.length, enough)];
    }
    System.arraycopy(bytes, start, target, 0, waiting);
    bytes = target;
    written -= start;
    start = 0;
    end = waiting;
  }

  /** The next bytes to write, at most {@code limit}. */
  byte[] next(int limit) {
    byte[] next = new byte[Math.min(end - written, limit)];
    System.arraycopy(bytes, written, next, 0, next.length);
    return next;
  }

  /** So many bytes were written. */
  void wrote(int count) {
    written += count;
    int at = written;
    while (at > start && bytes[at - 1] != '\n') {
      at--;
    }
    start = at;
    if (start == end) {
      start = 0;
      written = 0;
      end = 0;
    }
  }

  /** A line that is written in part will be written anew, from its start. */
  void beginLineAnew() {
    written = start;
  }

  /** How many lines wait. */
  int lines() {
    int lines = 0;
    for (int i = start; i < end; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }
}
