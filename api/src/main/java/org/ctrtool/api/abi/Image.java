package org.ctrtool.api.abi;

/** Bytes of a C structure, little-endian, read and written field by field. */
final class Image {
  private final byte[] bytes;

  Image(int size) {
    bytes = new byte[size];
  }

  Image(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  Image put(int at, int size, long value) {
    long rest = value;
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) rest;
      rest >>>= 8;
    }
    return this;
  }

  Image put(int at, byte[] content) {
    System.arraycopy(content, 0, bytes, at, content.length);
    return this;
  }

  long u64(int at) {
    return number(at, 8);
  }

  long u32(int at) {
    return number(at, 4);
  }

  int i32(int at) {
    return (int) number(at, 4);
  }

  int u16(int at) {
    return (int) number(at, 2);
  }

  int u8(int at) {
    return bytes[at] & 0xFF;
  }

  private long number(int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    return value;
  }

  /** The bytes from {@code at} to the next zero byte. */
  String text(int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return org.ctrtool.api.OsStrings.decode(bytes, at, end - at);
  }
}
