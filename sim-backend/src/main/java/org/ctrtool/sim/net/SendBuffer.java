package org.ctrtool.sim.net;

/**
 * How much of its sender's buffer a message takes up, which is memory, not bytes: alloc_skb(),
 * alloc_skb_with_frags().
 */
final class SendBuffer {
  /** {@code net.core.wmem_default}. */
  static final int SIZE = 212_992;

  /** A message that is longer is refused. */
  static final int LONGEST_MESSAGE = SIZE - 32;

  /** The most bytes of a stream that are one piece. */
  static final int LONGEST_PIECE = 36_544;

  private static final int STRUCTURE = 256;
  private static final int SHARED_INFO = 320;
  private static final int CACHE_LINE = 64;
  private static final int PAGE = 4096;
  private static final int SMALLEST = 512;
  private static final int MOST_PAGES = 17 * PAGE;

  /** SKB_MAX_HEAD(0): what fits into one page. */
  private static final int ONE_PAGE = PAGE - SHARED_INFO;

  /** SKB_MAX_ALLOC: what fits into four. */
  private static final int FOUR_PAGES = 4 * PAGE - SHARED_INFO;

  private SendBuffer() {}

  /** Of a piece of a stream: unix_stream_sendmsg(). */
  static int ofPiece(int length) {
    int beyond = Math.max(0, length - ONE_PAGE);
    return memory(length, Math.min(length, toPages(beyond)));
  }

  /** Of a message: unix_dgram_sendmsg(). */
  static int ofMessage(int length) {
    int beyond = Math.max(0, length - FOUR_PAGES);
    return memory(length, toPages(Math.min(beyond, MOST_PAGES)));
  }

  private static int memory(int length, int inPages) {
    return STRUCTURE + allocated(length - inPages) + toPages(inPages);
  }

  /** Of a kmalloc() for so many bytes and what is behind them: a power of two. */
  private static int allocated(int bytes) {
    int needed = (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE + SHARED_INFO;
    return Math.max(SMALLEST, Integer.highestOneBit(needed - 1) << 1);
  }

  private static int toPages(int bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }
}
