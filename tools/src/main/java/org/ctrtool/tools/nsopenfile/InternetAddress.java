package org.ctrtool.tools.nsopenfile;

import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;

/** Reads Internet addresses as inet_pton(3) does. */
final class InternetAddress {
  private static final int GROUPS = 8;

  private InternetAddress() {}

  /** Four decimal numbers with points between them. */
  static int v4(String word) {
    List<String> parts = Values.fields(word, '.');
    UsageError.when(parts.size() != 4, wrong(word, "IPv4"));
    int address = 0;
    for (String part : parts) {
      address = address << 8 | octet(part, word);
    }
    return address;
  }

  private static int octet(String part, String word) {
    int value = 0;
    boolean right = !part.isEmpty() && part.length() <= 3;
    right = right && (part.length() == 1 || part.charAt(0) != '0');
    for (int i = 0; right && i < part.length(); i++) {
      char c = part.charAt(i);
      right = c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    UsageError.when(!right || value > 0xFF, wrong(word, "IPv4"));
    return value;
  }

  /** Groups of four hexadecimal digits; {@code ::} stands for groups of zeros, once. */
  static byte[] v6(String word) {
    int gap = word.indexOf("::");
    UsageError.when(gap >= 0 && word.indexOf("::", gap + 1) >= 0, wrong(word, "IPv6"));
    byte[] address = new byte[2 * GROUPS];
    if (gap < 0) {
      byte[] whole = groups(word, word);
      UsageError.when(whole.length != address.length, wrong(word, "IPv6"));
      return whole;
    }
    byte[] before = groups(word.substring(0, gap), word);
    byte[] after = groups(word.substring(gap + 2), word);
    UsageError.when(before.length + after.length > address.length - 2, wrong(word, "IPv6"));
    System.arraycopy(before, 0, address, 0, before.length);
    System.arraycopy(after, 0, address, address.length - after.length, after.length);
    return address;
  }

  /** The bytes of groups with colons between them; the last one may be an IPv4 address. */
  private static byte[] groups(String part, String word) {
    if (part.isEmpty()) {
      return new byte[0];
    }
    List<String> fields = Values.fields(part, ':');
    String last = fields.get(fields.size() - 1);
    boolean endsInV4 = last.indexOf('.') >= 0;
    int plain = fields.size() - (endsInV4 ? 1 : 0);
    byte[] bytes = new byte[2 * plain + (endsInV4 ? 4 : 0)];
    for (int i = 0; i < plain; i++) {
      int group = group(fields.get(i), word);
      bytes[2 * i] = (byte) (group >> 8);
      bytes[2 * i + 1] = (byte) group;
    }
    if (endsInV4) {
      int address = v4(last);
      for (int i = 0; i < 4; i++) {
        bytes[2 * plain + i] = (byte) (address >> 24 - 8 * i);
      }
    }
    return bytes;
  }

  private static int group(String digits, String word) {
    UsageError.when(digits.isEmpty() || digits.length() > 4, wrong(word, "IPv6"));
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      UsageError.when(digit < 0, wrong(word, "IPv6"));
      value = value << 4 | digit;
    }
    return value;
  }

  private static String wrong(String word, String family) {
    return OsStrings.quoted(word) + " is no " + family + " address";
  }
}
