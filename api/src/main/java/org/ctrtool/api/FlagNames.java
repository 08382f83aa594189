package org.ctrtool.api;

/** The names of the bits of one flag type, and how they are written. */
final class FlagNames {
  /** Names and values in turn: a name, its value, the next name ... */
  private final Object[] table;

  FlagNames(Object... table) {
    this.table = table;
  }

  /** Writes {@code bits} as {@code A|B|0x40}; no bits are {@code 0}. */
  String render(long bits) {
    if (bits == 0) {
      return "0";
    }
    long rest = bits;
    String text = "";
    // From the end, since a flag that includes another one stands after it.
    for (int i = table.length - 2; i >= 0; i -= 2) {
      long value = (Long) table[i + 1];
      if ((rest & value) == value) {
        rest &= ~value;
        text = join((String) table[i], text);
      }
    }
    return rest == 0 ? text : join(text, "0x" + Long.toHexString(rest));
  }

  private static String join(String left, String right) {
    if (left.isEmpty()) {
      return right;
    }
    return right.isEmpty() ? left : left + "|" + right;
  }
}
