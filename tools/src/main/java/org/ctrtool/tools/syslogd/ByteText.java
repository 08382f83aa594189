package org.ctrtool.tools.syslogd;

/** Bytes that grow at the end, and are used again. */
final class ByteText {
  private final byte[] digits = new byte[20];
  private byte[] bytes = new byte[1024];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  ByteText add(int value) {
    makeRoom(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Adds what stands in {@code source} from {@code start} to {@code end}. */
  ByteText add(byte[] source, int start, int end) {
    makeRoom(end - start);
    System.arraycopy(source, start, bytes, length, end - start);
    length += end - start;
    return this;
  }

  ByteText add(ByteText more) {
    return add(more.bytes, 0, more.length);
  }

  /** Adds characters, each of them a byte. */
  ByteText add(String ascii) {
    int count = ascii.length();
    makeRoom(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
    return this;
  }

  /** Adds a decimal number from 0, with zeros in front up to {@code width} digits. */
  ByteText number(long value, int width) {
    int at = digits.length;
    long rest = value;
    do {
      long tens = rest / 10;
      digits[--at] = (byte) ('0' + rest - 10 * tens);
      rest = tens;
    } while (rest > 0 || digits.length - at < width);
    return add(digits, at, digits.length);
  }

  /** Adds three octal digits. */
  ByteText octal(int value) {
    return add('0' + (value >> 6)).add('0' + (value >> 3 & 7)).add('0' + (value & 7));
  }

  private void makeRoom(int count) {
    if (bytes.length - length < count) {
      byte[] larger = new byte[Math.max(length + count, 2 * bytes.length)];
      System.arraycopy(bytes, 0, larger, 0, length);
      bytes = larger;
    }
  }
}
