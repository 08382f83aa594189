package org.ctrtool.sim.fd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.ctrtool.api.Fd;
import org.ctrtool.sim.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of one or (CLONE_FILES) several tasks; the kernel's {@code struct files_struct}.
 * Each number stands for an open file and a close-on-exec bit.
 */
public final class FdTable {
  /** A descriptor: its open file and its flag. */
  public record Entry(OpenFile file, boolean closeOnExec) {}

  private final NavigableMap<Integer, Entry> entries = new TreeMap<>();

  /** A table of its own with the same open files, as fork(2) makes it. */
  public FdTable copy() {
    FdTable copy = new FdTable();
    entries.forEach((number, entry) -> copy.put(number, entry));
    return copy;
  }

  /** The open descriptors, by number. */
  public NavigableMap<Integer, Entry> entries() {
    return Collections.unmodifiableNavigableMap(entries);
  }

  /** The open file of a descriptor, also an O_PATH one; null if it is not open. */
  public @Nullable OpenFile get(Fd fd) {
    Entry entry = entries.get(fd.number());
    return entry == null ? null : entry.file;
  }

  /**
   * The open file of a descriptor, also an O_PATH one; the kernel's {@code fget_raw}.
   *
   * @throws Refusal EBADF if it is not open
   */
  public OpenFile requirePath(Fd fd) {
    OpenFile file = get(fd);
    if (file == null) {
      throw new Refusal(FdRule.NOT_OPEN);
    }
    return file;
  }

  /**
   * The open file of a descriptor; the kernel's {@code fget}.
   *
   * @throws Refusal EBADF if it is not open or O_PATH
   */
  public OpenFile require(Fd fd) {
    OpenFile file = requirePath(fd);
    if (file.isPathOnly()) {
      throw new Refusal(FdRule.ONLY_A_PATH);
    }
    return file;
  }

  /** Whether exec closes the descriptor, which is open. */
  public boolean isCloseOnExec(Fd fd) {
    Entry entry = entries.get(fd.number());
    return entry != null && entry.closeOnExec;
  }

  /** Says whether exec closes the descriptor, which is open. */
  public void setCloseOnExec(Fd fd, boolean closeOnExec) {
    entries.computeIfPresent(fd.number(), (n, entry) -> new Entry(entry.file, closeOnExec));
  }

  /**
   * The lowest free number from {@code lowest} on.
   *
   * @param limit RLIMIT_NOFILE: the first number that cannot be used
   * @throws Refusal EMFILE if all are taken
   */
  public Fd lowestFree(int lowest, long limit) {
    int number = firstFree(lowest);
    if (Long.compareUnsigned(number, limit) >= 0) {
      throw new Refusal(FdRule.ALL_NUMBERS_ARE_TAKEN);
    }
    return new Fd(number);
  }

  /** Whether a number below {@code limit} is free. */
  public boolean hasFree(long limit) {
    return Long.compareUnsigned(firstFree(0), limit) < 0;
  }

  private int firstFree(int lowest) {
    int number = lowest;
    while (entries.containsKey(number)) {
      number++;
    }
    return number;
  }

  /**
   * Gives an open file the lowest free number.
   *
   * @throws Refusal EMFILE if all are taken
   */
  public Fd install(OpenFile file, boolean closeOnExec, long limit) {
    Fd fd = lowestFree(0, limit);
    put(fd, file, closeOnExec);
    return fd;
  }

  /** Makes {@code fd} stand for an open file; what it stood for before is closed. */
  public void put(Fd fd, OpenFile file, boolean closeOnExec) {
    put(fd.number(), new Entry(file, closeOnExec));
  }

  private void put(int number, Entry entry) {
    entry.file.hold();
    Entry before = entries.put(number, entry);
    if (before != null) {
      before.file.release();
    }
  }

  /**
   * Closes a descriptor.
   *
   * @throws Refusal EBADF if it is not open
   */
  public void close(Fd fd) {
    Entry entry = entries.remove(fd.number());
    if (entry == null) {
      throw new Refusal(FdRule.NOT_OPEN);
    }
    entry.file.release();
  }

  /** Closes those that exec closes. */
  public void closeForExec() {
    for (int number : numbers()) {
      Fd fd = new Fd(number);
      if (isCloseOnExec(fd)) {
        close(fd);
      }
    }
  }

  /** Closes all: the last task that used the table is gone. */
  public void closeAll() {
    for (int number : numbers()) {
      close(new Fd(number));
    }
  }

  List<Integer> numbers() {
    return new ArrayList<>(entries.keySet());
  }
}
