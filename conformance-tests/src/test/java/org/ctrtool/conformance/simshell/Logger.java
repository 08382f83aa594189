package org.ctrtool.conformance.simshell;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketType;

/** The utility logger(1): {@code logger -u SOCKET [-p PRIORITY] [-t TAG] [--rfc3164] WORD...}. */
final class Logger {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

  private static final Map<String, Integer> FACILITIES = Map.of("user", 1, "daemon", 3);
  private static final Map<String, Integer> LEVELS = Map.of("err", 3, "notice", 5, "info", 6);

  private Logger() {}

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "p: rfc3164 t: u:");
    String socket = options.value("u");
    if (socket == null || options.operands().isEmpty()) {
      throw options.unknown();
    }
    Fd fd = kernel.socket(SocketDomain.AF_UNIX, SocketType.SOCK_DGRAM, 0);
    Errno refused = Attempt.errno(() -> kernel.connect(fd, new SocketAddress.UnixPath(socket)));
    if (refused != null) {
      return 0; // not a word, unless the machine's first process is systemd
    }
    byte[] message = OsStrings.encode(message(kernel, options));
    kernel.sendmsg(fd, message, List.of(), MessageFlags.NONE);
    return 0;
  }

  private static String message(Kernel kernel, Options options) {
    Instant now = Instant.ofEpochSecond(kernel.clockGettime(0).seconds());
    long user = kernel.getresuid().real();
    String name = Objects.requireNonNullElse(Accounts.userName(kernel, user), "<someone>");
    return "<%d>%s %s%s: %s"
        .formatted(
            priority(options),
            TIME.format(now.atOffset(ZoneOffset.UTC)),
            options.has("rfc3164") ? kernel.uname().node() + " " : "",
            options.value("t", name),
            String.join(" ", options.operands()));
  }

  private static int priority(Options options) {
    String[] words = options.value("p", "user.notice").split("\\.", 2);
    Integer facility = FACILITIES.get(words[0]);
    Integer level = LEVELS.get(words[words.length - 1]);
    if (facility == null || level == null) {
      throw options.unknown();
    }
    return facility << 3 | level;
  }
}
