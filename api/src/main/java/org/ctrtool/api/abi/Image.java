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
    return u32(at) | (long) i32(at + 4) << 32;
  }

  long u32(int at) {
    return i32(at) & 0xFFFFFFFFL;
  }

  int i32(int at) {
    return bytes[at] & 0xFF
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  int u16(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  int u8(int at) {
    return bytes[at] & 0xFF;
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
