package org.ctrtool.sim.fs;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A name in the tree of one file system, and what it names; the kernel's {@code struct dentry}. */
public final class Dentry {
  private String name;
  private @Nullable Dentry parent;
  private final Inode inode;
  private final Map<String, Dentry> children = new LinkedHashMap<>();
  private boolean deleted;

  /** The root of a file system, or (later) a child that {@link #add} puts in its place. */
  public Dentry(String name, Inode inode) {
    this.name = name;
    this.inode = inode;
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

  /** The entry {@code name} of this directory, or null. */
  public @Nullable Dentry child(String name) {
    return children.get(name);
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

  /** Removes the entry {@code child} and marks it deleted. */
  public void remove(Dentry child) {
    children.remove(child.name);
    child.deleted = true;
  }

  /** Moves {@code child} of this directory to {@code newParent} under a new name. */
  public void move(Dentry child, Dentry newParent, String newName) {
    children.remove(child.name);
    child.name = newName;
    newParent.add(child);
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
