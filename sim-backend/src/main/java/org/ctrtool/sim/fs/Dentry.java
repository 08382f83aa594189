package org.ctrtool.sim.fs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.path.PathCaller;
import org.jspecify.annotations.Nullable;

/**
 * A name in the tree of one file system, and what it names; the kernel's {@code struct dentry}.
 *
 * <p>Names are compared by their bytes: {@link #canonical} makes equal bytes equal strings.
 */
public final class Dentry {
  private String name;
  private @Nullable Dentry parent;
  private final Inode inode;
  private final Map<String, Dentry> children = new LinkedHashMap<>();
  private boolean deleted;

  /** The root of a file system, or (later) a child that {@link #add} puts in its place. */
  public Dentry(String name, Inode inode) {
    this.name = canonical(name);
    this.inode = inode;
  }

  /** The one string that stands for the bytes of {@code name}. */
  public static String canonical(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isLowSurrogate(name.charAt(i))) {
        return OsStrings.decode(OsStrings.encode(name));
      }
    }
    return name;
  }

  /** The name in its directory; empty for a root. */
  public String name() {
    return name;
  }

  /** The directory it is in; null for the root of a file system. */
  public @Nullable Dentry parent() {
    return parent;
  }

  /** What is named. */
  public Inode inode() {
    return inode;
  }

  /** The file system. */
  public SuperBlock superBlock() {
    return inode.superBlock();
  }

  /** Whether this names a directory. */
  public boolean isDirectory() {
    return inode.mode().isDirectory();
  }

  /** Whether a missing name in this directory is refused also to a call that would make it. */
  public boolean refusesMissingNames() {
    return superBlock().refusesMissingNames() || inode.isPermanentlyEmpty();
  }

  /** Whether the name has been removed; the inode lives on while somebody uses it. */
  public boolean isDeleted() {
    return deleted;
  }

  /** Whether this is {@code ancestor} or lies below it; the kernel's {@code is_subdir}. */
  public boolean isAtOrBelow(Dentry ancestor) {
    for (Dentry each = this; each != null; each = each.parent) {
      if (each == ancestor) {
        return true;
      }
    }
    return false;
  }

  /** The entry {@code name} of this directory that has been made or looked up before, or null. */
  public @Nullable Dentry child(String name) {
    return children.get(canonical(name));
  }

  /**
   * The entry {@code name} of this directory as {@code caller} finds it, or null; the kernel's
   * {@code lookup} and {@code d_revalidate}.
   */
  @SuppressWarnings("ReferenceEquality") // an inode is the same only if it is the same object
  public @Nullable Dentry lookup(PathCaller caller, String name) {
    String key = canonical(name);
    Dentry known = children.get(key);
    if (!(inode instanceof DynamicDirectory directory)) {
      return known;
    }
    Inode now = directory.lookup(caller, key);
    if (known != null && known.inode.equals(now)) {
      return known;
    }
    if (known != null) {
      remove(known);
      caller.vfs().mounts().detachMountsOn(known);
    }
    if (now == null) {
      return null;
    }
    Dentry found = new Dentry(key, now);
    add(found);
    return found;
  }

  /** The entries as {@code caller} sees them listed, without {@code .} and {@code ..}. */
  public List<Dentry> list(PathCaller caller) {
    if (!(inode instanceof DynamicDirectory directory)) {
      return inode.superBlock().listed(children.values());
    }
    List<Dentry> listed = new ArrayList<>();
    for (String each : directory.names(caller)) {
      Dentry child = lookup(caller, each);
      if (child != null) {
        listed.add(child);
      }
    }
    return listed;
  }

  /** Whether the directory has no entries: it can be removed. */
  public boolean isEmpty(PathCaller caller) {
    return inode instanceof DynamicDirectory
        ? list(caller).isEmpty()
        : inode.superBlock().isEmpty(children.values());
  }

  /** Lets {@code child}, a file without a name, belong to this directory without being an entry. */
  public void adoptUnnamed(Dentry child) {
    child.parent = this;
    child.deleted = true;
  }

  /** The entries of this directory, in the order in which they were made. */
  public Collection<Dentry> children() {
    return Collections.unmodifiableCollection(children.values());
  }

  /** Puts {@code child}, a dentry without a place, into this directory. */
  public void add(Dentry child) {
    child.parent = this;
    children.put(child.name, child);
  }

  /** Makes an entry for {@code inode}. */
  public Dentry add(String name, Inode inode) {
    Dentry child = new Dentry(name, inode);
    add(child);
    return child;
  }

  /** Removes the entry {@code child} and marks it deleted. */
  public void remove(Dentry child) {
    children.remove(child.name);
    child.deleted = true;
  }

  /** Moves {@code child} of this directory to {@code newParent} under a new name. */
  public void move(Dentry child, Dentry newParent, String newName) {
    children.remove(child.name);
    child.name = canonical(newName);
    newParent.add(child);
  }

  /** Moves {@code child} and leaves {@code whiteout} under its old name. */
  public void moveLeaving(Inode whiteout, Dentry child, Dentry newParent, String newName) {
    children.remove(child.name);
    add(child.name, whiteout);
    child.name = canonical(newName);
    newParent.add(child);
  }

  /** Lets {@code mine}, an entry of this directory, and {@code theirs} of another change places. */
  public void exchange(Dentry mine, Dentry otherParent, Dentry theirs) {
    String myName = mine.name;
    children.remove(myName);
    otherParent.children.remove(theirs.name);
    mine.name = theirs.name;
    theirs.name = myName;
    add(theirs);
    otherParent.add(mine);
  }

  /** The path from the root of the file system, {@code /} for the root itself. */
  public String pathWithinFileSystem() {
    StringBuilder path = new StringBuilder();
    for (Dentry each = this; each.parent != null; each = each.parent) {
      path.insert(0, "/" + each.name);
    }
    return path.length() == 0 ? "/" : path.toString();
  }
}
