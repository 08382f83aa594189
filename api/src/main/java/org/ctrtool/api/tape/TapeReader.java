package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.OsStrings;

/** Reads the fields of a tape, and nothing beyond its end. */
public final class TapeReader {
  private final byte[] bytes;
  private int at;

  /** Reads {@code bytes} from the start. */
  public TapeReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A number of 8 bits, not negative. */
  public int u8() {
    return (int) number(1);
  }

  /** A number of 16 bits, not negative. */
  public int u16() {
    return (int) number(2);
  }

  /** A number of 32 bits. */
  public int u32() {
    return (int) number(4);
  }

  /** A number of 64 bits. */
  public long u64() {
    return number(8);
  }

  /** Bytes, with their length in front. */
  public byte[] bytes() {
    int length = u32();
    TapeException.unless(length >= 0 && length <= bytes.length - at, "a field beyond the end");
    byte[] value = new byte[length];
    System.arraycopy(bytes, at, value, 0, length);
    at += length;
    return value;
  }

  /** A string, with its length in front. */
  public String text() {
    byte[] value = bytes();
    for (byte each : value) {
      TapeException.unless(each != 0, "a NUL byte inside a string");
    }
    return OsStrings.decode(value);
  }

  /** Strings, with their number in front. */
  public List<String> texts() {
    int count = u32();
    TapeException.unless(count >= 0 && count <= bytes.length, "a list beyond the end");
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(text());
    }
    return values;
  }

  /** Throws a {@link TapeException} if anything is left. */
  public void expectEnd() {
    TapeException.unless(at == bytes.length, "something is left over");
  }

  private long number(int size) {
    TapeException.unless(size <= bytes.length - at, "a field beyond the end");
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    at += size;
    return value;
  }
}
