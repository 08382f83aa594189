package org.ctrtool.sim.net;

import java.util.List;
import org.ctrtool.sim.fd.OpenFile;

/**
 * What is to be sent.
 *
 * @param data the bytes; not copied
 * @param files what goes along
 * @param withoutWaiting whether to refuse where there is no room
 * @param withoutSignal whether there is no SIGPIPE
 */
record Outgoing(byte[] data, List<OpenFile> files, boolean withoutWaiting, boolean withoutSignal) {
  /** What write(2) sends. */
  static Outgoing of(byte[] data, boolean withoutWaiting) {
    return new Outgoing(data, List.of(), withoutWaiting, false);
  }
}
