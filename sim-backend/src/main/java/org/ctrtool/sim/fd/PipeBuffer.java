package org.ctrtool.sim.fd;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.path.FileCaller;

/**
 * The bytes in a pipe, and who has its ends open; the kernel's {@code struct pipe_inode_info}; see
 * pipe(7).
 */
public final class PipeBuffer {
  private static final int PAGE = 4096;
  private static final int PAGES = 16;

  /** A page with a part of the data. */
  private static final class Page {
    private final byte[] data = new byte[PAGE];
    private int from;
    private int to;
  }

  private final Deque<Page> pages = new ArrayDeque<>();
  private int readers;
  private int writers;
  private int readersEver;
  private int writersEver;

  /**
   * Opens an end, or both; waits until somebody has the other one open; fifo_open() in fs/pipe.c.
   *
   * @throws Refusal ENXIO if O_NONBLOCK opens for writing and nobody reads
   */
  public FileOperations open(OpenFile file, FileCaller caller) {
    boolean reads = file.isForReading();
    boolean writes = file.isForWriting();
    Refuse.unless(reads || writes, FileRule.FIFO_WITHOUT_DIRECTION);
    Refuse.when(writes && !reads && file.isNonBlocking() && readers == 0, FileRule.NO_READER);
    End end = openEnd(reads, writes);
    if (reads != writes && !file.isNonBlocking()) {
      awaitOtherEnd(end, reads, caller);
    }
    return end;
  }

  private void awaitOtherEnd(End end, boolean reads, FileCaller caller) {
    int before = reads ? writersEver : readersEver;
    if ((reads ? writers : readers) > 0) {
      return;
    }
    try {
      caller
          .waiting()
          .await("the other end of a FIFO", () -> (reads ? writersEver : readersEver) != before);
    } catch (RuntimeException interrupted) {
      end.close();
      throw interrupted;
    }
  }

  /** Opens an end, or both, without waiting, as pipe2(2) does. */
  End openEnd(boolean reads, boolean writes) {
    if (reads) {
      readers++;
      readersEver++;
    }
    if (writes) {
      writers++;
      writersEver++;
    }
    return new End(reads, writes);
  }

  private boolean isFull() {
    return pages.size() == PAGES;
  }

  private byte[] take(int limit) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    while (data.size() < limit && !pages.isEmpty()) {
      Page first = pages.element();
      int part = Math.min(limit - data.size(), first.to - first.from);
      data.write(first.data, first.from, part);
      first.from += part;
      if (first.from == first.to) {
        pages.remove();
      }
    }
    return data.toByteArray();
  }

  /** Adds what is left over of whole pages to the last page, if all of it fits. */
  private int merge(byte[] data) {
    int rest = data.length % PAGE;
    Page last = pages.peekLast();
    if (rest == 0 || last == null || last.to + rest > PAGE) {
      return 0;
    }
    System.arraycopy(data, 0, last.data, last.to, rest);
    last.to += rest;
    return rest;
  }

  private int append(byte[] data, int from) {
    Page page = new Page();
    page.to = Math.min(PAGE, data.length - from);
    System.arraycopy(data, from, page.data, 0, page.to);
    pages.add(page);
    return page.to;
  }

  /** One end, or both. */
  final class End implements FileOperations {
    private final boolean reads;
    private final boolean writes;
    private final int writersBefore = writersEver - writers;

    private End(boolean reads, boolean writes) {
      this.reads = reads;
      this.writes = writes;
    }

    @Override
    public byte[] read(OpenFile file, FileCaller caller, int limit) {
      if (limit == 0) {
        return new byte[0];
      }
      if (pages.isEmpty() && writers > 0) {
        Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
        caller.waiting().await("data in a pipe", () -> !pages.isEmpty() || writers == 0);
      }
      return take(limit);
    }

    /**
     * pipe_write() in fs/pipe.c: room is counted in pages, and only a page is written in one piece.
     */
    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      if (data.length == 0) {
        return 0;
      }
      int done = readers == 0 ? 0 : merge(data);
      while (done < data.length) {
        if (readers == 0) {
          return brokenPipe(caller, done);
        }
        if (!isFull()) {
          done += append(data, done);
        } else if (file.isNonBlocking()) {
          Refuse.when(done == 0, FdRule.WOULD_BLOCK);
          return done;
        } else {
          caller.waiting().await("room in a pipe", () -> !isFull() || readers == 0);
        }
      }
      return done;
    }

    private int brokenPipe(FileCaller caller, int done) {
      caller.raise(Signal.SIGPIPE);
      Refuse.when(done == 0, FdRule.NO_READER_LEFT);
      return done;
    }

    @Override
    public boolean hasOffset() {
      return false;
    }

    @Override
    public PollEvents poll(OpenFile file) {
      PollEvents ready = PollEvents.NONE;
      if (reads && !pages.isEmpty()) {
        ready = ready.or(PollEvents.POLLIN);
      }
      if (reads && writers == 0 && writersEver > writersBefore) {
        ready = ready.or(PollEvents.POLLHUP);
      }
      if (writes && !isFull()) {
        ready = ready.or(PollEvents.POLLOUT);
      }
      if (writes && readers == 0) {
        ready = ready.or(PollEvents.POLLERR);
      }
      return ready;
    }

    @Override
    public void release(OpenFile file) {
      close();
    }

    void close() {
      readers -= reads ? 1 : 0;
      writers -= writes ? 1 : 0;
      if (readers + writers == 0) {
        pages.clear();
      }
    }
  }
}
