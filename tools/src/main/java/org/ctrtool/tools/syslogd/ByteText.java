package org.ctrtool.tools.syslogd;

import java.util.Arrays;

/** Bytes that grow at the end, and are used again. */
final class ByteText {
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
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
    return this;
  }

  /** Adds characters, each of them a byte. */
  ByteText add(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      add(ascii.charAt(i));
    }
    return this;
  }

  /** Adds a decimal number, with zeros in front up to {@code width} digits. */
  ByteText number(long value, int width) {
    String digits = Long.toString(value);
    for (int i = digits.length(); i < width; i++) {
      add('0');
    }
    return add(digits);
  }

  /** Adds three octal digits. */
  ByteText octal(int value) {
    return add('0' + (value >> 6)).add('0' + (value >> 3 & 7)).add('0' + (value & 7));
  }
}
