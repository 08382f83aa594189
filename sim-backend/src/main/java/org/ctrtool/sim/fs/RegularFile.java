package org.ctrtool.sim.fs;

import java.util.Arrays;
import java.util.TreeMap;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Seals;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fd.RegularOperations;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A regular file with its content, of which only pages that were written take up room. */
public class RegularFile extends Inode {
  /** The size of a page. */
  public static final int PAGE = 4096;

  private final TreeMap<Long, byte[]> pages = new TreeMap<>();
  private long size;
  private Seals seals = Seals.F_SEAL_SEAL;

  /** An empty file. */
  public RegularFile(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, new Mode(Mode.S_IFREG | mode.permissions()), owner, group, Dev.NONE);
  }

  @Override
  public FileOperations open(OpenFile file, FileCaller caller) {
    return RegularOperations.INSTANCE;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public long pages() {
    return pages.size();
  }

  /** The whole content. */
  public byte[] content() {
    return read(0, (int) size);
  }

  /** Replaces the content. */
  public void setContent(byte[] content) {
    truncate(0);
    write(0, content);
  }

  /** What is at {@code offset}, at most {@code limit} bytes; less at the end. */
  public byte[] read(long offset, int limit) {
    int length = (int) Math.max(0, Math.min(limit, size - offset));
    byte[] data = new byte[length];
    int done = 0;
    while (done < length) {
      long at = offset + done;
      int within = (int) (at % PAGE);
      int part = Math.min(PAGE - within, length - done);
      byte[] page = pages.get(at / PAGE);
      if (page != null) {
        System.arraycopy(page, within, data, done, part);
      }
      done += part;
    }
    return data;
  }

  /**
   * Writes {@code data} at {@code offset}; a gap reads as zeros.
   *
   * @return how much fitted, at least one byte
   * @throws org.ctrtool.sim.Refusal ENOSPC if nothing fits
   */
  public int write(long offset, byte[] data) {
    int done = 0;
    while (done < data.length) {
      long at = offset + done;
      int within = (int) (at % PAGE);
      int part = Math.min(PAGE - within, data.length - done);
      byte[] page = pages.get(at / PAGE);
      if (page == null) {
        if (done > 0 && !superBlock().hasFreePage()) {
          break;
        }
        superBlock().takePages(1);
        page = new byte[PAGE];
        pages.put(at / PAGE, page);
      }
      System.arraycopy(data, done, page, within, part);
      done += part;
    }
    size = Math.max(size, offset + done);
    return done;
  }

  /** Cuts the file, or lets it grow by a gap. */
  public void truncate(long newSize) {
    long firstGone = (newSize + PAGE - 1) / PAGE;
    var gone = pages.tailMap(firstGone, true);
    superBlock().takePages(-gone.size());
    gone.clear();
    byte[] last = pages.get(newSize / PAGE);
    if (last != null) {
      Arrays.fill(last, (int) (newSize % PAGE), PAGE, (byte) 0);
    }
    size = newSize;
  }

  /** The seals; see fcntl(2), "File Sealing". Files that were not made for it cannot get any. */
  public Seals seals() {
    return seals;
  }

  /** Sets the seals. */
  public void setSeals(Seals seals) {
    this.seals = seals;
  }
}
