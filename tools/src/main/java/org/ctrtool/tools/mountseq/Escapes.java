package org.ctrtool.tools.mountseq;

import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.grammar.UsageError;

/** Reads text with escapes: {@code \n}, {@code \x1b}, {@code \033} and the like. */
final class Escapes {
  private Escapes() {}

  /** The bytes that {@code text} stands for. */
  static byte[] bytes(String text) {
    byte[] raw = OsStrings.encode(text);
    byte[] bytes = new byte[raw.length];
    int length = 0;
    int at = 0;
    while (at < raw.length) {
      int size = raw[at] == '\\' ? sizeOfEscape(raw, at) : 1;
      if (size == 0) {
        throw new UsageError(OsStrings.quoted(text) + " has an unknown escape");
      }
      bytes[length++] = (byte) (size == 1 ? raw[at] : valueOfEscape(raw, at, size));
      at += size;
    }
    return java.util.Arrays.copyOf(bytes, length);
  }

  /** 0 if it is none. */
  private static int sizeOfEscape(byte[] raw, int at) {
    if (at + 1 >= raw.length) {
      return 0;
    }
    if (raw[at + 1] == 'x') {
      boolean two = digit(raw, at + 2) < 16 && digit(raw, at + 3) < 16;
      return two ? 4 : 0;
    }
    int size = 1;
    while (size < 4 && digit(raw, at + size) < 8) {
      size++;
    }
    if (size > 1) {
      return valueOfEscape(raw, at, size) <= 0xFF ? size : 0;
    }
    return "\\ntrabfve".indexOf(raw[at + 1]) >= 0 ? 2 : 0;
  }

  private static int valueOfEscape(byte[] raw, int at, int size) {
    if (raw[at + 1] == 'x') {
      return digit(raw, at + 2) * 16 + digit(raw, at + 3);
    }
    if (digit(raw, at + 1) < 8) {
      int value = 0;
      for (int i = 1; i < size; i++) {
        value = value * 8 + digit(raw, at + i);
      }
      return value;
    }
    return switch (raw[at + 1]) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'a' -> 7;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'v' -> 11;
      case 'e' -> 27;
      default -> '\\';
    };
  }

  private static int digit(byte[] raw, int at) {
    int c = at < raw.length ? raw[at] : -1;
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
  }
}
