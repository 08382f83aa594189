package org.ctrtool.api;

/**
 * The one place that converts between the byte strings of Linux (paths, arguments, environment) and
 * {@code String}.
 *
 * <p>Bytes are read as UTF-8; each byte that is not part of a well-formed sequence becomes the lone
 * surrogate U+DC00 + byte (U+DC80 to U+DCFF), as in Python's PEP 383. So {@code
 * encode(decode(bytes))} is {@code bytes} for every byte string. The other way round two strings
 * may stand for the same bytes: cut and join only at ASCII characters, and compare encoded forms
 * where the parts of a name may come from different cuts.
 */
public final class OsStrings {
  private static final char ESCAPE = 0xDC00;

  private OsStrings() {}

  /** The string for {@code bytes}. */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The string for {@code length} bytes from {@code offset}. */
  public static String decode(byte[] bytes, int offset, int length) {
    char[] ascii = new char[length];
    for (int i = 0; i < length; i++) {
      byte each = bytes[offset + i];
      if (each < 0) {
        return decodeSequences(bytes, offset, length);
      }
      ascii[i] = (char) each;
    }
    return new String(ascii);
  }

  private static String decodeSequences(byte[] bytes, int offset, int length) {
    StringBuilder text = new StringBuilder(length);
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int size = sequenceSize(bytes, at, end);
      if (size == 0) {
        text.append((char) (ESCAPE + (bytes[at] & 0xFF)));
        at++;
      } else {
        appendCodePoint(text, codePoint(bytes, at, size));
        at += size;
      }
    }
    return text.toString();
  }

  /**
   * The bytes for {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} has a surrogate that neither is part of a pair
   *     nor stands for a byte
   */
  public static byte[] encode(String text) {
    byte[] bytes = new byte[encodedLength(text)];
    int at = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[at++] = (byte) c;
      } else if (isEscaped(text, i)) {
        bytes[at++] = (byte) (c - ESCAPE);
      } else {
        int code = codePointAt(text, i);
        at = putSequence(bytes, at, code);
        if (code >= 0x10000) {
          i++;
        }
      }
      i++;
    }
    return bytes;
  }

  /** {@code encode(text)} with a zero byte at the end, as C wants its strings. */
  public static byte[] encodeZ(String text) {
    byte[] bytes = encode(text);
    byte[] ended = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, ended, 0, bytes.length);
    return ended;
  }

  /** Whether both strings stand for the same bytes. */
  public static boolean sameBytes(String left, String right) {
    if (left.equals(right)) {
      return true;
    }
    byte[] a = encode(left);
    byte[] b = encode(right);
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text in double quotes, safe to print: everything but printable ASCII is escaped as C does.
   */
  public static String quoted(String text) {
    byte[] bytes = encode(text);
    StringBuilder quoted = new StringBuilder(bytes.length + 2);
    quoted.append('"');
    for (int i = 0; i < bytes.length; i++) {
      boolean digitFollows = i + 1 < bytes.length && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
      appendEscaped(quoted, bytes[i] & 0xFF, digitFollows);
    }
    return quoted.append('"').toString();
  }

  private static void appendEscaped(StringBuilder quoted, int value, boolean digitFollows) {
    switch (value) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\t' -> quoted.append("\\t");
      case '\r' -> quoted.append("\\r");
      default -> {
        if (value >= ' ' && value < 0x7F) {
          quoted.append((char) value);
        } else {
          String octal = Integer.toString(value, 8);
          quoted.append('\\').append(digitFollows ? padded(octal) : octal);
        }
      }
    }
  }

  private static String padded(String octal) {
    return "000".substring(octal.length()) + octal;
  }

  private static int encodedLength(String text) {
    int length = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c < 0x80 || isEscaped(text, i)) {
        length++;
      } else {
        int code = codePointAt(text, i);
        length += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        if (code >= 0x10000) {
          i++;
        }
      }
      i++;
    }
    return length;
  }

  /** A low surrogate for a byte; one after a high surrogate is part of a pair and no byte. */
  private static boolean isEscaped(String text, int i) {
    char c = text.charAt(i);
    return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF;
  }

  private static int codePointAt(String text, int i) {
    char c = text.charAt(i);
    if (c < 0xD800 || c > 0xDFFF) {
      return c;
    }
    if (c <= 0xDBFF && i + 1 < text.length()) {
      char low = text.charAt(i + 1);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      }
    }
    throw new IllegalArgumentException("a lone surrogate that stands for no byte");
  }

  private static int putSequence(byte[] bytes, int at, int code) {
    if (code < 0x800) {
      bytes[at] = (byte) (0xC0 | code >> 6);
      bytes[at + 1] = (byte) (0x80 | code & 0x3F);
      return at + 2;
    }
    if (code < 0x10000) {
      bytes[at] = (byte) (0xE0 | code >> 12);
      bytes[at + 1] = (byte) (0x80 | code >> 6 & 0x3F);
      bytes[at + 2] = (byte) (0x80 | code & 0x3F);
      return at + 3;
    }
    bytes[at] = (byte) (0xF0 | code >> 18);
    bytes[at + 1] = (byte) (0x80 | code >> 12 & 0x3F);
    bytes[at + 2] = (byte) (0x80 | code >> 6 & 0x3F);
    bytes[at + 3] = (byte) (0x80 | code & 0x3F);
    return at + 4;
  }

  /**
   * The length of the well-formed sequence at {@code at} (Unicode, table 3-7), 0 if there is none.
   */
  private static int sequenceSize(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (size == 0 || at + size > end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = at + 2; i < at + size; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return size;
  }

  private static int codePoint(byte[] bytes, int at, int size) {
    int first = bytes[at] & 0xFF;
    if (size == 1) {
      return first;
    }
    int code = first & (0xFF >> (size + 1));
    for (int i = at + 1; i < at + size; i++) {
      code = code << 6 | bytes[i] & 0x3F;
    }
    return code;
  }

  private static void appendCodePoint(StringBuilder text, int code) {
    if (code < 0x10000) {
      text.append((char) code);
    } else {
      text.append((char) (0xD800 + ((code - 0x10000) >> 10)));
      text.append((char) (0xDC00 + ((code - 0x10000) & 0x3FF)));
    }
  }
}
