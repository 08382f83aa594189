package org.ctrtool.sim.fs;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** A file system in memory; see tmpfs(5). */
public final class TmpfsSuperBlock extends SuperBlock {
  private static final int ENTRY_SIZE = 20;

  private final List<String> ownerOptions = new ArrayList<>();
  private @Nullable Long maxPages;
  private @Nullable Long maxInodes;
  private static final int ROOT_OF_DEVICES = 0755;

  /** The machine has 4 GiB. */
  private static final long PAGES_OF_MEMORY = 1 << 20;

  private long pages;
  private long inodes = 1;

  /** One without limits. */
  public TmpfsSuperBlock(String type, Dev device, UserNamespace owner) {
    super(type, device, owner);
  }

  /**
   * That of devtmpfs. It has the limits that a tmpfs has by default, half of the memory and as many
   * files as that has pages, and shows them.
   */
  public static TmpfsSuperBlock ofDevices(Dev device, UserNamespace owner) {
    TmpfsSuperBlock made = new TmpfsSuperBlock("devtmpfs", device, owner);
    Directory root = new Directory(made, new Mode(ROOT_OF_DEVICES), Kuid.ROOT, Kgid.ROOT);
    made.setRoot(new Dentry("", root));
    made.limit(PAGES_OF_MEMORY / 2, PAGES_OF_MEMORY / 2, false);
    made.showOwner(ROOT_OF_DEVICES, Kuid.ROOT, Kgid.ROOT);
    return made;
  }

  /**
   * Shows {@code mode=}, {@code uid=} and {@code gid=} among the options, as far as they are
   * unusual.
   */
  void showOwner(int mode, Kuid owner, Kgid group) {
    ownerOptions.clear();
    if (mode != 01777) {
      String octal = Integer.toOctalString(mode);
      ownerOptions.add("mode=" + "0".repeat(Math.max(0, 3 - octal.length())) + octal);
    }
    if (!owner.equals(Kuid.ROOT)) {
      ownerOptions.add("uid=" + owner.number());
    }
    if (!group.equals(Kgid.ROOT)) {
      ownerOptions.add("gid=" + group.number());
    }
  }

  /**
   * Sets limits; null leaves one as it is, 0 means none.
   *
   * @throws org.ctrtool.sim.Refusal EINVAL if more is used already, or there was no limit before
   */
  void limit(@Nullable Long newMaxPages, @Nullable Long newMaxInodes, boolean remount) {
    if (remount) {
      checkLimit(newMaxPages, maxPages, pages);
      checkLimit(newMaxInodes, maxInodes, inodes);
    }
    if (newMaxPages != null) {
      maxPages = newMaxPages;
    }
    if (newMaxInodes != null) {
      maxInodes = newMaxInodes;
    }
  }

  /**
   * Without an option there is a limit that depends on the machine's memory and is not modelled.
   */
  private static void checkLimit(@Nullable Long wanted, @Nullable Long before, long used) {
    if (wanted == null) {
      return;
    }
    Refuse.when(wanted != 0 && before != null && before == 0, FileRule.NO_LIMIT_BECOMES_ONE);
    Refuse.when(wanted != 0 && wanted < used, FileRule.FEWER_THAN_USED);
  }

  @Override
  public List<String> options() {
    List<String> shown = new ArrayList<>();
    if (maxPages != null) {
      shown.add("size=" + maxPages * 4 + "k");
    }
    if (maxInodes != null) {
      shown.add("nr_inodes=" + maxInodes);
    }
    shown.addAll(ownerOptions);
    return shown;
  }

  /** simple_dname() in fs/d_path.c. */
  @Override
  public String nameWithoutPlace(String name) {
    return "/" + name + " (deleted)";
  }

  @Override
  public boolean canMake(int type) {
    return true;
  }

  @Override
  public boolean allowsIdMaps() {
    return type().equals("tmpfs");
  }

  @Override
  public boolean hasSeals() {
    return true;
  }

  @Override
  public long directorySize(int entries) {
    return (2L + entries) * ENTRY_SIZE;
  }

  @Override
  public Inode make(Mode mode, Kuid owner, Kgid group, Dev device) {
    takeInode();
    return super.make(mode, owner, group, device);
  }

  @Override
  public Inode makeSymlink(String target, Kuid owner, Kgid group) {
    takeInode();
    return super.makeSymlink(target, owner, group);
  }

  private void takeInode() {
    Refuse.when(maxInodes != null && maxInodes != 0 && inodes >= maxInodes, FileRule.NO_INODES);
    inodes++;
  }

  @Override
  void freeInode(Inode inode) {
    inodes--;
    super.freeInode(inode);
  }

  @Override
  public boolean hasFreePage() {
    return maxPages == null || maxPages == 0 || pages < maxPages;
  }

  @Override
  public void takePages(long more) {
    Refuse.when(more > 0 && !hasFreePage(), FileRule.NO_SPACE);
    pages += more;
  }
}
