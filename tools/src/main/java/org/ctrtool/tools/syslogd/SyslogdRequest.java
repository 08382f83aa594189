package org.ctrtool.tools.syslogd;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** What the command line says. */
public final class SyslogdRequest {
  Fd inherited = Fd.STDIN;
  @Nullable String socketPath;
  @Nullable String logPath;
  Mode socketMode = new Mode(0666);
  boolean replace;
  boolean json;
  int queueKib = 1024;

  SyslogdRequest() {}

  /** A number is a descriptor; a path that looks like one begins with {@code ./}. */
  void setInput(String word) {
    if (Values.isNumber(word)) {
      inherited = Values.fd(word);
      socketPath = null;
      return;
    }
    String name = word.substring(word.lastIndexOf('/') + 1);
    UsageError.when(name.isEmpty(), OsStrings.quoted(word) + " has no name for a socket");
    UsageError.when(
        OsStrings.encode(name).length > SocketAddress.UnixPath.LONGEST,
        "the name of a socket has at most " + SocketAddress.UnixPath.LONGEST + " bytes");
    socketPath = word;
  }

  void setSocketMode(String word) {
    Mode mode = Values.mode(word);
    UsageError.when(mode.bits() > 0777, "only permission bits, 0 to 777");
    socketMode = mode;
  }
}
