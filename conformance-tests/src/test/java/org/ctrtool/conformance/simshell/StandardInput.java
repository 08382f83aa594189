package org.ctrtool.conformance.simshell;

import java.io.ByteArrayOutputStream;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OsStrings;

/**
 * A script that comes line by line. bash takes byte by byte, so that commands may read the rest of
 * the same input; dash takes as much as there is.
 */
final class StandardInput {
  private static final int BUFFER = 8192;

  private final Shell shell;
  private byte[] buffer = new byte[0];
  private int at;

  StandardInput(Shell shell) {
    this.shell = shell;
  }

  void run() {
    String script = "";
    int number = 0;
    int first = 1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      number++;
      script += line;
      Syntax commands;
      try {
        commands = ShellParser.parse(script, shell.dialect(), first);
      } catch (Syntax.Unfinished unfinished) {
        continue;
      }
      shell.run(commands);
      script = "";
      first = number + 1;
    }
    if (!script.isEmpty()) {
      shell.run(ShellParser.parse(script, shell.dialect(), first));
    }
  }

  /** A line with its end; nothing at the end of the input. */
  private String line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (hasMore()) {
      byte next = buffer[at++];
      line.write(next);
      if (next == '\n') {
        break;
      }
    }
    return OsStrings.decode(line.toByteArray());
  }

  private boolean hasMore() {
    if (at == buffer.length) {
      int limit = shell.dialect() == Dialect.DASH ? BUFFER : 1;
      buffer = shell.kernel().read(Fd.STDIN, limit);
      at = 0;
    }
    return buffer.length > 0;
  }
}
