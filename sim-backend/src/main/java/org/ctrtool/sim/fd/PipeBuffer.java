package org.ctrtool.sim.fd;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.path.FileCaller;

/** The bytes in a pipe, and who has its ends open; the kernel's {@code struct pipe_inode_info}; see pipe(7). */
public final class PipeBuffer {
  /** How many bytes fit. */
  public static final int CAPACITY = 65536;

  /** How many bytes are written in one piece or not at all. */
  public static final int ATOMIC = 4096;

  private final Deque<Byte> bytes = new ArrayDeque<>();
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

  private int room() {
    return CAPACITY - bytes.size();
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
      if (bytes.isEmpty() && writers > 0) {
        Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
        caller.waiting().await("data in a pipe", () -> !bytes.isEmpty() || writers == 0);
      }
      byte[] data = new byte[Math.min(limit, bytes.size())];
      for (int i = 0; i < data.length; i++) {
        data[i] = bytes.remove();
      }
      return data;
    }

    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      if (data.length == 0) {
        return 0;
      }
      int done = 0;
      while (done < data.length) {
        if (readers == 0) {
          return brokenPipe(caller, done);
        }
        int needed = data.length <= ATOMIC ? data.length : 1;
        if (room() < needed) {
          if (file.isNonBlocking()) {
            Refuse.when(done == 0, FdRule.WOULD_BLOCK);
            return done;
          }
          caller.waiting().await("room in a pipe", () -> room() >= needed || readers == 0);
          continue;
        }
        int part = Math.min(room(), data.length - done);
        for (int i = 0; i < part; i++) {
          bytes.add(data[done + i]);
        }
        done += part;
      }
      return done;
    }

    private int brokenPipe(FileCaller caller, int done) {
      caller.raise(Signal.SIGPIPE);
      Refuse.when(done == 0, FdRule.NO_READER_LEFT);
      return done;
    }

    @Override
    public long end(OpenFile file) {
      throw new Refusal(FdRule.HAS_NO_OFFSET);
    }

    @Override
    public boolean hasOffset() {
      return false;
    }

    @Override
    public PollEvents poll(OpenFile file) {
      PollEvents ready = PollEvents.NONE;
      if (reads && !bytes.isEmpty()) {
        ready = ready.or(PollEvents.POLLIN);
      }
      if (reads && writers == 0 && writersEver > writersBefore) {
        ready = ready.or(PollEvents.POLLHUP);
      }
      if (writes && room() >= ATOMIC) {
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
        bytes.clear();
      }
    }
  }
}
