package org.ctrtool.conformance.simshell;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;

/** {@code read [-r] [-t SECONDS] NAME...}. */
final class ReadCommand {
  private static final String BLANKS = " \t\n";
  private static final int TIMED_OUT = 128 + 14;

  private final Shell shell;
  private final Kernel kernel;
  private final boolean raw;

  /** The line without its escapes, and which of its characters had one. */
  private final List<Integer> line = new ArrayList<>();

  private final List<Boolean> escaped = new ArrayList<>();

  private ReadCommand(Shell shell, boolean raw) {
    this.shell = shell;
    this.kernel = shell.kernel();
    this.raw = raw;
  }

  static int run(Shell shell, List<String> operands) {
    boolean raw = false;
    double seconds = -1;
    int at = 0;
    while (at < operands.size() && operands.get(at).startsWith("-")) {
      String option = operands.get(at++);
      if (option.equals("-t")) {
        shell.dialect().requireBash("read -t");
        seconds = Double.parseDouble(operands.get(at++));
      } else if (option.equals("-r")) {
        raw = true;
      } else {
        throw new Syntax.Unsupported("read " + option);
      }
    }
    List<String> names = operands.subList(at, operands.size());
    if (names.isEmpty()) {
      shell.dialect().requireBash("read without a name");
      throw new Syntax.Unsupported("REPLY");
    }
    ReadCommand read = new ReadCommand(shell, raw);
    if (seconds >= 0 && !read.awaitInput(seconds)) {
      return TIMED_OUT;
    }
    boolean whole = read.line();
    read.assign(names);
    return whole ? 0 : 1;
  }

  private boolean awaitInput(double seconds) {
    long nanoseconds = (long) (seconds * 1e9);
    Timespec timeout = new Timespec(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
    return !kernel.ppoll(List.of(new PollFd(Fd.STDIN, PollEvents.POLLIN)), timeout).isEmpty();
  }

  /** Reads byte by byte, so that nothing after the line is taken; false at the end of input. */
  private boolean line() {
    while (true) {
      int octet = octet();
      if (octet == '\\' && !raw) {
        octet = octet();
        if (octet == '\n') {
          continue;
        }
        if (octet >= 0) {
          add(octet, true);
          continue;
        }
      }
      if (octet < 0 || octet == '\n') {
        return octet == '\n';
      }
      add(octet, false);
    }
  }

  private int octet() {
    byte[] read = kernel.read(Fd.STDIN, 1);
    return read.length == 0 ? -1 : read[0] & 0xFF;
  }

  private void add(int octet, boolean isEscaped) {
    line.add(octet);
    escaped.add(isEscaped);
  }

  // Fields

  private void assign(List<String> names) {
    int from = skipBlanks(0);
    for (String name : names.subList(0, names.size() - 1)) {
      int end = from;
      while (end < line.size() && !isSeparator(end)) {
        end++;
      }
      shell.variables().assign(name, text(from, end));
      from = afterSeparator(end);
    }
    shell.variables().assign(names.get(names.size() - 1), last(from));
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < line.size() && isSeparator(at) && BLANKS.indexOf(line.get(at)) >= 0) {
      at++;
    }
    return at;
  }

  /** A separator is blanks, at most one other character, and blanks. */
  private int afterSeparator(int end) {
    int at = skipBlanks(end);
    if (at < line.size() && isSeparator(at)) {
      at = skipBlanks(at + 1);
    }
    return at;
  }

  /** All that is left for the last name; a single field there loses the separator after it. */
  private String last(int from) {
    int end = line.size();
    while (end > from && isSeparator(end - 1) && BLANKS.indexOf(line.get(end - 1)) >= 0) {
      end--;
    }
    if (end > from && isSeparator(end - 1)) {
      boolean onlyOne = true;
      for (int i = from; i < end - 1; i++) {
        onlyOne &= !isSeparator(i);
      }
      end -= onlyOne ? 1 : 0;
    }
    return text(from, end);
  }

  private boolean isSeparator(int at) {
    return !escaped.get(at) && shell.variables().separators().indexOf(line.get(at)) >= 0;
  }

  private String text(int from, int to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    line.subList(from, to).forEach(bytes::write);
    return OsStrings.decode(bytes.toByteArray());
  }
}
