package org.ctrtool.api.tape;

import java.util.Arrays;
import java.util.List;
import org.ctrtool.api.OsStrings;

/** Writes the fields of a tape. */
final class TapeWriter {
  private byte[] buffer = new byte[256];
  private int length;

  TapeWriter u8(int value) {
    return number(value, 1);
  }

  TapeWriter u16(int value) {
    return number(value, 2);
  }

  TapeWriter u32(int value) {
    return number(value, 4);
  }

  TapeWriter u64(long value) {
    return number(value, 8);
  }

  TapeWriter bytes(byte[] value) {
    return u32(value.length).raw(value);
  }

  TapeWriter text(String value) {
    return bytes(OsStrings.encode(value));
  }

  TapeWriter texts(List<String> values) {
    u32(values.size());
    for (String value : values) {
      text(value);
    }
    return this;
  }

  TapeWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  private TapeWriter number(long value, int size) {
    reserve(size);
    long rest = value;
    for (int i = 0; i < size; i++) {
      buffer[length++] = (byte) rest;
      rest >>>= 8;
    }
    return this;
  }

  private void reserve(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
    }
  }
}
