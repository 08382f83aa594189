package org.ctrtool.conformance.simshell;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.sim.SimProgram;

/** Utilities for a part of what a file holds, or for its bytes. */
final class Parts {
  private static final int BYTES_OF_LINE = 16;

  static final Map<String, SimProgram> ALL =
      Map.of("cmp", Parts::compare, "head", Parts::head, "od", Parts::dump, "tail", Parts::tail);

  private Parts() {}

  private interface Reader {
    void read(Fd fd);
  }

  /** Reads the one file that is named, or standard input. */
  private static int from(Kernel kernel, Options options, String complaint, Reader reader) {
    List<String> operands = options.requireOperands(0, 1).operands();
    if (operands.isEmpty()) {
      reader.read(Fd.STDIN);
      return 0;
    }
    String file = operands.get(0);
    Attempt<Fd> opened = Attempt.of(() -> Streams.open(kernel, file));
    KernelException refusal = opened.refusal();
    if (refusal != null) {
      Utilities.complain(kernel, complaint.formatted(file, refusal.errno().description()));
      return 1;
    }
    reader.read(opened.orThrow());
    kernel.close(opened.orThrow());
    return 0;
  }

  // head

  /** {@code head [-n LINES|-LINES|-c BYTES] [FILE]}. It reads no more than it needs. */
  private static int head(Kernel kernel, List<String> argv, Environment environment) {
    boolean old = argv.size() > 1 && argv.get(1).matches("-[0-9]+");
    Options options = Options.of(old ? argv.subList(1, argv.size()) : argv, "n: c:");
    String bytes = options.value("c");
    String lines = old ? argv.get(1).substring(1) : options.value("n", "10");
    if (!lines.matches("[0-9]+") || bytes != null && !bytes.matches("[0-9]+")) {
      throw options.unknown();
    }
    return from(
        kernel,
        options,
        "head: cannot open '%s' for reading: %s",
        fd -> {
          if (bytes != null) {
            firstBytes(kernel, fd, Long.parseLong(bytes));
          } else {
            firstLines(kernel, fd, Long.parseLong(lines));
          }
        });
  }

  private static void firstBytes(Kernel kernel, Fd fd, long count) {
    long left = count;
    while (left > 0) {
      byte[] some = kernel.read(fd, (int) Math.min(left, Streams.CHUNK));
      if (some.length == 0) {
        return;
      }
      kernel.writeAll(Fd.STDOUT, some);
      left -= some.length;
    }
  }

  private static void firstLines(Kernel kernel, Fd fd, long count) {
    long left = count;
    while (left > 0) {
      byte[] some = kernel.read(fd, Streams.CHUNK);
      if (some.length == 0) {
        return;
      }
      int end = 0;
      while (end < some.length && left > 0) {
        if (some[end++] == '\n') {
          left--;
        }
      }
      kernel.writeAll(Fd.STDOUT, Arrays.copyOf(some, end));
    }
  }

  // tail

  /** {@code tail [-n [+]LINES|-c [+]BYTES] [FILE]}. */
  private static int tail(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "n: c:");
    String bytes = options.value("c");
    String count = bytes != null ? bytes : options.value("n", "10");
    if (!count.matches("\\+?[0-9]+") || bytes != null && options.has("n")) {
      throw options.unknown();
    }
    boolean fromThere = count.startsWith("+");
    int number = Integer.parseInt(fromThere ? count.substring(1) : count);
    return from(
        kernel,
        options,
        "tail: cannot open '%s' for reading: %s",
        fd -> {
          byte[] all = Streams.readAllBytes(kernel, fd);
          int begin =
              bytes != null
                  ? (fromThere ? Math.max(number - 1, 0) : all.length - number)
                  : fromThere ? afterLines(all, number - 1) : beforeLines(all, number);
          int from = Math.min(Math.max(begin, 0), all.length);
          kernel.writeAll(Fd.STDOUT, Arrays.copyOfRange(all, from, all.length));
        });
  }

  private static int afterLines(byte[] all, int lines) {
    int at = 0;
    for (int left = lines; left > 0 && at < all.length; at++) {
      if (all[at] == '\n') {
        left--;
      }
    }
    return at;
  }

  private static int beforeLines(byte[] all, int lines) {
    int left = lines;
    for (int at = all.length - 1; at >= 0; at--) {
      if (all[at] == '\n' && at < all.length - 1 && --left == 0) {
        return at + 1;
      }
    }
    return lines == 0 ? all.length : 0;
  }

  // od

  /** {@code od -An -c [FILE]}. */
  private static int dump(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "A: c");
    if (!options.value("A", "").equals("n") || !options.has("c")) {
      throw options.unknown();
    }
    return from(
        kernel,
        options,
        "od: %s: %s",
        fd -> {
          byte[] all = Streams.readAllBytes(kernel, fd);
          StringBuilder text = new StringBuilder();
          for (int i = 0; i < all.length; i++) {
            text.append("%4s".formatted(shown(all[i] & 0xFF)));
            if (i % BYTES_OF_LINE == BYTES_OF_LINE - 1 || i == all.length - 1) {
              text.append('\n');
            }
          }
          requireNoRepetition(all, options);
          Utilities.print(kernel, text.toString());
        });
  }

  /** Of lines with the same bytes od(1) shows the first only. */
  private static void requireNoRepetition(byte[] all, Options options) {
    for (int i = BYTES_OF_LINE; i + BYTES_OF_LINE <= all.length; i += BYTES_OF_LINE) {
      if (Arrays.equals(all, i - BYTES_OF_LINE, i, all, i, i + BYTES_OF_LINE)) {
        throw options.unknown();
      }
    }
  }

  private static String shown(int c) {
    return switch (c) {
      case 0 -> "\\0";
      case 7 -> "\\a";
      case 8 -> "\\b";
      case 9 -> "\\t";
      case 10 -> "\\n";
      case 11 -> "\\v";
      case 12 -> "\\f";
      case 13 -> "\\r";
      default -> c >= ' ' && c < 0x7F ? String.valueOf((char) c) : "%03o".formatted(c);
    };
  }

  // cmp

  /** {@code cmp FILE FILE}. */
  private static int compare(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "s").requireOperands(2, 2);
    byte[][] read = new byte[2][];
    for (int i = 0; i < 2; i++) {
      String file = options.operands().get(i);
      boolean input = file.equals("-");
      Attempt<Fd> opened = Attempt.of(() -> input ? Fd.STDIN : Streams.open(kernel, file));
      KernelException refusal = opened.refusal();
      if (refusal != null) {
        Utilities.complain(kernel, "cmp: " + file + ": " + refusal.errno().description());
        return 2;
      }
      read[i] = Streams.readAllBytes(kernel, opened.orThrow());
      kernel.close(opened.orThrow());
    }
    byte[] first = read[0];
    byte[] second = read[1];
    int at = Arrays.mismatch(first, second);
    if (at >= 0 && !options.has("s")) {
      tell(kernel, options, first, second, at);
    }
    return at < 0 ? 0 : 1;
  }

  private static void tell(Kernel kernel, Options options, byte[] first, byte[] second, int at) {
    String a = options.operands().get(0);
    String b = options.operands().get(1);
    if (at == Math.min(first.length, second.length)) {
      throw options.unknown(); // how it tells of a file that ends early depends on the version
    }
    long line = 1;
    for (int i = 0; i < at; i++) {
      line += first[i] == '\n' ? 1 : 0;
    }
    Utilities.print(kernel, "%s %s differ: char %d, line %d%n".formatted(a, b, at + 1, line));
  }
}
