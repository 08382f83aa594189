package org.ctrtool.api.tape;

import java.util.Arrays;
import java.util.List;
import org.ctrtool.api.OsStrings;

/** Writes the fields of a tape. */
public final class TapeWriter {
  private byte[] buffer = new byte[256];
  private int length;

  /** Nothing written yet. */
  public TapeWriter() {}

  /** Adds 8 bits. */
  public TapeWriter u8(int value) {
    return number(value, 1);
  }

  /** Adds 16 bits. */
  public TapeWriter u16(int value) {
    return number(value, 2);
  }

  /** Adds 32 bits. */
  public TapeWriter u32(int value) {
    return number(value, 4);
  }

  /** Adds 64 bits. */
  public TapeWriter u64(long value) {
    return number(value, 8);
  }

  /** Adds bytes, with their length in front. */
  public TapeWriter bytes(byte[] value) {
    return u32(value.length).raw(value);
  }

  /** Adds a string, with its length in front. */
  public TapeWriter text(String value) {
    return bytes(OsStrings.encode(value));
  }

  /** Adds strings, with their number in front. */
  public TapeWriter texts(List<String> values) {
    u32(values.size());
    for (String value : values) {
      text(value);
    }
    return this;
  }

  /** Adds bytes as they are. */
  public TapeWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
    return this;
  }

  /** What was written. */
  public byte[] toBytes() {
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
