package org.ctrtool.sim.net;

import java.util.List;
import org.ctrtool.sim.fd.OpenFile;

/**
 * What waits to be received, of a stream a piece; the kernel's {@code struct sk_buff}. It holds the
 * files that are sent along, and takes up room in the buffer of who has sent it.
 */
final class Message {
  private final byte[] data;
  private final Sender sender;
  private final UnixSocket from;
  private final int size;
  private List<OpenFile> files;
  private int consumed;

  /**
   * A message in nobody's queue yet.
   *
   * @param size how much of the sender's buffer it takes up
   */
  Message(byte[] data, List<OpenFile> files, Sender sender, UnixSocket from, int size) {
    this.data = data;
    this.files = files;
    this.sender = sender;
    this.from = from;
    this.size = size;
    files.forEach(OpenFile::hold);
    from.charge(size);
  }

  Sender sender() {
    return sender;
  }

  /** How many bytes have not been received. */
  int length() {
    return data.length - consumed;
  }

  /** Copies what comes next, up to the size of {@code into} from {@code offset} on. */
  int copy(byte[] into, int offset, int limit) {
    int part = Math.min(length(), limit);
    System.arraycopy(data, consumed, into, offset, part);
    return part;
  }

  /** So many bytes have been received. */
  void consume(int bytes) {
    consumed += bytes;
  }

  int fileCount() {
    return files.size();
  }

  /** The files, which from now on the caller holds. */
  List<OpenFile> takeFiles() {
    List<OpenFile> taken = files;
    files = List.of();
    return taken;
  }

  /** Ends the message: consume_skb(), and what is left of it is lost. */
  void drop() {
    takeFiles().forEach(OpenFile::release);
    from.charge(-size);
  }
}
