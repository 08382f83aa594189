package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.OsStrings;

/** Reads the fields of a tape, and nothing beyond its end. */
final class TapeReader {
  private final byte[] bytes;
  private int at;

  TapeReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int u8() {
    return (int) number(1);
  }

  int u16() {
    return (int) number(2);
  }

  int u32() {
    return (int) number(4);
  }

  long u64() {
    return number(8);
  }

  byte[] bytes() {
    int length = u32();
    TapeException.unless(length >= 0 && length <= bytes.length - at, "a field beyond the end");
    byte[] value = new byte[length];
    System.arraycopy(bytes, at, value, 0, length);
    at += length;
    return value;
  }

  String text() {
    byte[] value = bytes();
    for (byte each : value) {
      TapeException.unless(each != 0, "a NUL byte inside a string");
    }
    return OsStrings.decode(value);
  }

  List<String> texts() {
    int count = u32();
    TapeException.unless(count >= 0 && count <= bytes.length, "a list beyond the end");
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(text());
    }
    return values;
  }

  void expectEnd() {
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
