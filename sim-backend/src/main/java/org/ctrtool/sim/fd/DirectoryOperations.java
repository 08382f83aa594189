package org.ctrtool.sim.fd;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.path.FileCaller;

/**
 * What an open directory does. The entries are those that are there when reading starts; to start
 * again, seek to 0.
 */
public final class DirectoryOperations implements FileOperations {
  private static final int BATCH = 256;

  private final Dentry directory;
  private List<DirectoryEntry> entries = List.of();

  /** A directory that is being opened. */
  public DirectoryOperations(OpenFile file) {
    directory = file.location().dentry();
  }

  /** The next entries; empty at the end. */
  List<DirectoryEntry> next(OpenFile file, FileCaller caller) {
    Refuse.when(directory.isDeleted(), FdRule.DIRECTORY_IS_DELETED);
    if (file.offset() == 0) {
      entries = list(caller);
    }
    int from = (int) Math.min(file.offset(), entries.size());
    int to = Math.min(from + BATCH, entries.size());
    file.setOffset(to);
    return entries.subList(from, to);
  }

  private List<DirectoryEntry> list(FileCaller caller) {
    List<DirectoryEntry> listed = new ArrayList<>();
    listed.add(entry(".", directory));
    listed.add(entry("..", Objects.requireNonNullElse(directory.parent(), directory)));
    for (Dentry child : directory.list(caller)) {
      listed.add(entry(child.name(), child));
    }
    return listed;
  }

  private static DirectoryEntry entry(String name, Dentry dentry) {
    return new DirectoryEntry(name, dentry.inode().number(), dentry.inode().mode().type());
  }

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    throw new Refusal(FdRule.IS_A_DIRECTORY);
  }

  @Override
  public boolean canBeSentFrom() {
    return false;
  }

  @Override
  public long end(OpenFile file) {
    return entries.size();
  }
}
