package org.ctrtool.conformance.simshell;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;

/**
 * The utility tr(1): {@code tr [-d] [-s] SET [SET]}, with ranges and the escapes of C in the sets.
 * It works on bytes, as that of GNU does.
 */
final class Translation {
  private final String from;
  private final String to;
  private final String squeezed;
  private final boolean deletes;

  private Translation(Options options) {
    List<String> sets = options.operands();
    deletes = options.has("d");
    boolean both = sets.size() == 2;
    if (deletes ? both : !both && !options.has("s")) {
      throw options.unknown();
    }
    from = expanded(sets.get(0), options);
    String second = both ? expanded(sets.get(1), options) : "";
    boolean padded = !second.isEmpty() && second.length() < from.length();
    to = padded ? second + second.substring(second.length() - 1).repeat(from.length()) : second;
    squeezed = !options.has("s") ? "" : both ? second : from;
  }

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+d s").requireOperands(1, 2);
    Translation translation = new Translation(options);
    byte[] input = Streams.readAllBytes(kernel, Fd.STDIN);
    kernel.writeAll(Fd.STDOUT, translation.of(input));
    return 0;
  }

  private byte[] of(byte[] input) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    int last = -1;
    for (byte each : input) {
      int at = from.indexOf(each & 0xFF);
      if (at >= 0 && deletes) {
        continue;
      }
      int c = at >= 0 && !to.isEmpty() ? to.charAt(at) : each & 0xFF;
      if (c != last || squeezed.indexOf(c) < 0) {
        result.write(c);
      }
      last = c;
    }
    return result.toByteArray();
  }

  /** The bytes of a set, as characters below 256. */
  private static String expanded(String set, Options options) {
    String bytes = new String(OsStrings.encode(set), java.nio.charset.StandardCharsets.ISO_8859_1);
    if (bytes.contains("[:") || bytes.contains("[=") || bytes.matches("(?s).*\\[.\\*.*")) {
      throw options.unknown();
    }
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c == '\\' && i + 1 < bytes.length()) {
        result.append(escaped(bytes.charAt(++i), options));
      } else if (c == '-' && i > 0 && i + 1 < bytes.length()) {
        char last = bytes.charAt(++i);
        for (int each = result.charAt(result.length() - 1) + 1; each <= last; each++) {
          result.append((char) each);
        }
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }

  private static char escaped(char c, Options options) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '-', '[', ']' -> c;
      default -> throw options.unknown();
    };
  }
}
