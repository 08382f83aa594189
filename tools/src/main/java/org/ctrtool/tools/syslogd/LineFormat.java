package org.ctrtool.tools.syslogd;

import java.util.Objects;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/** How a message becomes a line. No message can make a second line or another field. */
abstract class LineFormat {
  /** How the line before began. Messages that are received together often have the same head. */
  private final ByteText head = new ByteText();

  private @Nullable Timespec headTime;
  private @Nullable PeerCredentials headSender;

  /**
   * Adds a line, with its line break.
   *
   * @param sender null: the kernel did not say
   * @param missing how many bytes of the message were not received
   */
  final void addTo(
      ByteText line,
      Timespec time,
      @Nullable PeerCredentials sender,
      SyslogText message,
      int missing) {
    if (!Objects.equals(time, headTime) || !Objects.equals(sender, headSender)) {
      head.clear();
      addHead(head, time, sender);
      headTime = time;
      headSender = sender;
    }
    addMessage(line.add(head), message, missing);
  }

  /** Adds what stands before the message and does not depend on it. */
  abstract void addHead(ByteText line, Timespec time, @Nullable PeerCredentials sender);

  /** Adds the rest of a line. */
  abstract void addMessage(ByteText line, SyslogText message, int missing);
}
