package org.ctrtool.api;

import java.util.Arrays;

/**
 * The settings of a terminal; see termios(3). The kernel's own {@code struct termios}: what a tool
 * read it writes back unchanged, or as {@link #raw}.
 */
public final class Termios {
  /** The size of the kernel's structure in bytes. */
  public static final int SIZE = 36;

  private static final int ISTRIP_TO_IXON = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;
  private static final int OPOST = 0x1;
  private static final int ECHO_ICANON_ISIG = 0x8 | 0x40 | 0x2 | 0x1 | 0x8000;
  private static final int CSIZE_PARENB = 0x30 | 0x100;
  private static final int CS8 = 0x30;
  private static final int ICANON = 0x2;
  private static final int ICRNL = 0x100;
  private static final int CHARACTERS = 17;
  private static final int VEOF = CHARACTERS + 4;
  private static final int VTIME = CHARACTERS + 5;
  private static final int VMIN = CHARACTERS + 6;
  private static final int VEOL = CHARACTERS + 11;
  private static final int VEOL2 = CHARACTERS + 16;

  private final byte[] image;

  /** The settings in the kernel's form. */
  public Termios(byte[] image) {
    this.image = image.clone();
  }

  /** The kernel's form. */
  public byte[] image() {
    return image.clone();
  }

  /** These settings made raw, as cfmakeraw(3) does. */
  public Termios raw() {
    byte[] raw = image.clone();
    change(raw, 0, ISTRIP_TO_IXON, 0);
    change(raw, 4, OPOST, 0);
    change(raw, 8, CSIZE_PARENB, CS8);
    change(raw, 12, ECHO_ICANON_ISIG, 0);
    raw[VMIN] = 1;
    raw[VTIME] = 0;
    return new Termios(raw);
  }

  /** These settings made raw for input; what is written to the terminal is processed as before. */
  public Termios rawInput() {
    byte[] raw = raw().image;
    change(raw, 4, OPOST, word(image, 4) & OPOST);
    return new Termios(raw);
  }

  /** Whether input is read line by line. */
  public boolean isCanonical() {
    return (word(image, 12) & ICANON) != 0;
  }

  /** The character that ends the input, 0 if there is none. */
  public byte endOfFile() {
    return image[VEOF];
  }

  /** Whether {@code typed} ends a line: what is typed next begins one. */
  public boolean endsLine(byte typed) {
    return typed == '\n'
        || typed == '\r' && (word(image, 0) & ICRNL) != 0
        || typed != 0 && (typed == image[VEOF] || typed == image[VEOL] || typed == image[VEOL2]);
  }

  private static int word(byte[] image, int at) {
    int value = 0;
    for (int i = 3; i >= 0; i--) {
      value = value << 8 | image[at + i] & 0xFF;
    }
    return value;
  }

  private static void change(byte[] image, int at, int clear, int set) {
    int value = word(image, at) & ~clear | set;
    for (int i = 0; i < 4; i++) {
      image[at + i] = (byte) (value >>> (8 * i));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Termios that && Arrays.equals(image, that.image);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(image);
  }

  @Override
  public String toString() {
    return "{struct termios}";
  }
}
