package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OsStringsTest {
  /** Bytes in which well-formed, cut and wrong sequences are frequent. */
  @Provide
  Arbitrary<byte[]> byteStrings() {
    Arbitrary<Byte> any = Arbitraries.bytes().filter(each -> each != 0);
    Arbitrary<Byte> telling =
        Arbitraries.of(
                0x41, 0x7F, 0x80, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
                0xFF)
            .map(Integer::byteValue);
    Arbitrary<byte[]> wellFormed =
        Arbitraries.of("é", "€", "😀", "\uFFFF", "\u0800", "\uD7FF", "\uE000", "\uDBFF\uDFFF")
            .map(text -> text.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> piece =
        Arbitraries.oneOf(
            any.array(byte[].class).ofMaxSize(3),
            telling.array(byte[].class).ofMaxSize(4),
            wellFormed);
    return Combinators.combine(piece, piece, piece).as(OsStringsTest::joined).withoutEdgeCases();
  }

  private static byte[] joined(byte[]... parts) {
    byte[] whole = new byte[0];
    for (byte[] part : parts) {
      byte[] longer = Arrays.copyOf(whole, whole.length + part.length);
      System.arraycopy(part, 0, longer, whole.length, part.length);
      whole = longer;
    }
    return whole;
  }

  @Property(tries = 5000)
  void everyByteStringSurvivesTheRoundTrip(@ForAll("byteStrings") byte[] bytes) {
    assertThat(OsStrings.encode(OsStrings.decode(bytes))).isEqualTo(bytes);
  }

  @Property(tries = 5000)
  void wellFormedUtf8IsReadAsUtf8(@ForAll String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String readByJava = new String(utf8, StandardCharsets.UTF_8);

    assertThat(OsStrings.decode(utf8)).isEqualTo(readByJava);
  }

  @Property(tries = 5000)
  void joiningStringsJoinsTheirBytes(
      @ForAll("byteStrings") byte[] left, @ForAll("byteStrings") byte[] right) {
    String joined = OsStrings.decode(left) + OsStrings.decode(right);

    assertThat(OsStrings.encode(joined)).isEqualTo(joined(left, right));
    assertThat(OsStrings.sameBytes(joined, OsStrings.decode(joined(left, right)))).isTrue();
  }

  @Property(tries = 5000)
  void differentBytesAreNeverTheSame(
      @ForAll("byteStrings") byte[] left, @ForAll("byteStrings") byte[] right) {
    assertThat(OsStrings.sameBytes(OsStrings.decode(left), OsStrings.decode(right)))
        .isEqualTo(Arrays.equals(left, right));
  }

  @Property(tries = 5000)
  void aPartOfAnArrayIsReadAsIfItWereAlone(
      @ForAll("byteStrings") byte[] before, @ForAll("byteStrings") byte[] bytes) {
    byte[] within = joined(before, bytes, before);

    assertThat(OsStrings.decode(within, before.length, bytes.length))
        .isEqualTo(OsStrings.decode(bytes));
  }

  @Property(tries = 5000)
  void quotedTextIsPrintableAndCanBeReadBack(@ForAll("byteStrings") byte[] bytes) {
    String quoted = OsStrings.quoted(OsStrings.decode(bytes));

    assertThat(quoted).matches("\"[ -~]*\"");
    assertThat(unquoted(quoted)).isEqualTo(bytes);
  }

  /** Reads a string literal of C. */
  private static byte[] unquoted(String literal) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    int i = 1;
    while (i < literal.length() - 1) {
      char c = literal.charAt(i++);
      if (c != '\\') {
        bytes.write(c);
        continue;
      }
      char escaped = literal.charAt(i++);
      switch (escaped) {
        case 'n' -> bytes.write('\n');
        case 't' -> bytes.write('\t');
        case 'r' -> bytes.write('\r');
        case '"', '\\' -> bytes.write(escaped);
        default -> {
          int value = escaped - '0';
          for (int digits = 1; digits < 3 && isOctal(literal.charAt(i)); digits++) {
            value = value * 8 + literal.charAt(i++) - '0';
          }
          bytes.write(value);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  @Example
  void aCharacterCutInHalfIsNotTheWholeOneButHasItsBytes() {
    byte[] accented = "é".getBytes(StandardCharsets.UTF_8);
    String halves = OsStrings.decode(accented, 0, 1) + OsStrings.decode(accented, 1, 1);

    assertThat(halves).isNotEqualTo("é");
    assertThat(OsStrings.sameBytes(halves, "é")).isTrue();
  }

  @Example
  void aSurrogateThatStandsForNoByteCannotBeEncoded() {
    assertThatThrownBy(() -> OsStrings.encode("\uD800x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OsStrings.encode("\uDC7F"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OsStrings.encode("\uD800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void encodeZEndsWithOneZeroByte() {
    assertThat(OsStrings.encodeZ("ab")).containsExactly('a', 'b', 0);
  }
}
