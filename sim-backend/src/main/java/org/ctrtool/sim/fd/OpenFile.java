package org.ctrtool.sim.fd;

import org.ctrtool.api.OpenFlags;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.Subject;
import org.jspecify.annotations.Nullable;

/**
 * An open file description; the kernel's {@code struct file}. Descriptors, tasks and messages share
 * it and count themselves with {@link #hold} and {@link #release}.
 *
 * <p>While it lives it keeps its mount busy; if it is open for writing it keeps mount and file
 * system from becoming read-only.
 */
public final class OpenFile {
  private static final long ACCESS_MODE = 3;
  private static final OpenFlags ONLY_FOR_OPENING =
      OpenFlags.O_CREAT
          .or(OpenFlags.O_EXCL)
          .or(OpenFlags.O_NOCTTY)
          .or(OpenFlags.O_TRUNC)
          .or(OpenFlags.O_CLOEXEC);

  private final Location location;
  private final Subject credentials;
  private OpenFlags flags;
  private @Nullable FileOperations operations;
  private @Nullable Object payload;
  private boolean countsAsWriter;
  private boolean saysWriter = true;
  private long offset;
  private int references;

  /**
   * A file that is being opened; it has no reference yet.
   *
   * @param flags access mode and status flags; those that only matter for opening are dropped
   * @param credentials the opener's
   */
  public OpenFile(Location location, OpenFlags flags, Subject credentials) {
    this.location = location;
    this.flags = flags.without(ONLY_FOR_OPENING);
    this.credentials = credentials;
  }

  /**
   * An open file that neither mount nor file system counts as a writer: what memfd_create(2)
   * returns.
   */
  static OpenFile uncounted(Location location, OpenFlags flags, Subject credentials) {
    OpenFile file = new OpenFile(location, flags, credentials);
    file.saysWriter = false;
    return file;
  }

  /**
   * Completes opening: from here on the mount is busy and the writer counts. {@code operations} is
   * null for O_PATH.
   */
  public OpenFile opened(@Nullable FileOperations operations) {
    this.operations = operations;
    location.mount().use();
    inode().hold();
    if (saysWriter && isForWriting() && !inode().isSpecial()) {
      countsAsWriter = true;
      inode().addWriter();
      location.mount().startWriting();
      inode().superBlock().addWriter();
    }
    return this;
  }

  /** Counts a descriptor, or a message that carries one. */
  public void hold() {
    references++;
  }

  /** Counts one less; the last one ends the open file. */
  public void release() {
    references--;
    if (references > 0) {
      return;
    }
    if (operations != null) {
      operations.release(this);
    }
    if (countsAsWriter) {
      inode().removeWriter();
      location.mount().stopWriting();
      inode().superBlock().removeWriter();
    }
    if (lastRelease != null) {
      lastRelease.run();
    }
    inode().release();
    location.mount().unuse();
  }

  private @Nullable Runnable lastRelease;

  /** Runs {@code action} when the last reference goes: a detached tree of mounts ends so. */
  public void onLastRelease(@Nullable Runnable action) {
    lastRelease = action;
  }

  /** Where in the tree of mounts it was opened. */
  public Location location() {
    return location;
  }

  /** The file. */
  public Inode inode() {
    return location.dentry().inode();
  }

  /** The opener's credentials; the kernel's {@code f_cred}. */
  public Subject credentials() {
    return credentials;
  }

  /** Access mode and status flags. */
  public OpenFlags flags() {
    return flags;
  }

  /** Replaces the status flags that can be changed: O_APPEND, O_NONBLOCK, O_DIRECT, O_NOATIME. */
  public void setStatusFlags(OpenFlags wanted) {
    OpenFlags changeable = new OpenFlags(0x400 | 0x800 | 0x4000 | 0x40000);
    flags = flags.without(changeable).or(new OpenFlags(wanted.bits() & changeable.bits()));
  }

  /** Whether it is only a place in the tree. */
  public boolean isPathOnly() {
    return flags.has(OpenFlags.O_PATH);
  }

  /** Whether read(2) works. */
  public boolean isForReading() {
    return !isPathOnly()
        && ((flags.bits() & ACCESS_MODE) == 0 || (flags.bits() & ACCESS_MODE) == 2);
  }

  /** Whether write(2) works. */
  public boolean isForWriting() {
    return !isPathOnly()
        && ((flags.bits() & ACCESS_MODE) == 1 || (flags.bits() & ACCESS_MODE) == 2);
  }

  /** Whether calls return EAGAIN instead of blocking. */
  public boolean isNonBlocking() {
    return flags.has(OpenFlags.O_NONBLOCK);
  }

  /** What it does; only O_PATH files do nothing. */
  public @Nullable FileOperations operations() {
    return operations;
  }

  /**
   * What it does, if that is of a certain kind: a pipe, a pseudoterminal, a process.
   *
   * @return null if it is of another kind
   */
  public <T> @Nullable T operations(Class<T> kind) {
    return kind.isInstance(operations) ? kind.cast(operations) : null;
  }

  /** What other parts of the kernel keep with it; the kernel's {@code private_data}. */
  public @Nullable Object payload() {
    return payload;
  }

  /** Keeps something with it. */
  public void setPayload(@Nullable Object payload) {
    this.payload = payload;
  }

  /** The offset of the next read or write. */
  public long offset() {
    return offset;
  }

  /** Sets the offset. */
  public void setOffset(long offset) {
    this.offset = offset;
  }
}
