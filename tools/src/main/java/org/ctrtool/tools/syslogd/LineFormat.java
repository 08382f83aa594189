package org.ctrtool.tools.syslogd;

import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/** How a message becomes a line. No message can make a second line or another field. */
interface LineFormat {
  /**
   * Adds a line, with its line break.
   *
   * @param sender null: the kernel did not say
   * @param missing how many bytes of the message were not received
   */
  void addTo(
      ByteText line,
      Timespec time,
      @Nullable PeerCredentials sender,
      SyslogText message,
      int missing);
}
