package org.ctrtool.sim.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * A group of processes in the unified hierarchy; the kernel's {@code struct cgroup}. Every process
 * that has not ended is in one; one that has ended still says in which it was.
 */
public final class Cgroup {
  private final String name;
  private final @Nullable Cgroup parent;
  private final Map<String, Cgroup> children = new LinkedHashMap<>();
  private final Set<Task> members = new LinkedHashSet<>();
  private boolean gone;

  /** The root of the hierarchy. */
  public Cgroup() {
    this.name = "";
    this.parent = null;
  }

  /** A new group in another one. */
  Cgroup(Cgroup parent, String name) {
    this.name = name;
    this.parent = parent;
    parent.children.put(name, this);
  }

  /** Whether this is the root of the hierarchy. */
  public boolean isRoot() {
    return parent == null;
  }

  /** Whether it has been removed. */
  public boolean isGone() {
    return gone;
  }

  /** It is removed; what was made in it as root of a namespace still refers to it. */
  void remove() {
    gone = true;
    if (parent != null) {
      parent.children.remove(name);
    }
  }

  /** A process is in it from now on. */
  public void enter(Task task) {
    members.add(task);
  }

  /** A process has ended or moved away. */
  public void leave(Task task) {
    members.remove(task);
  }

  /** The processes in it, those that came last at the end. */
  List<Task> members() {
    return new ArrayList<>(members);
  }

  /** The processes in it and below. */
  List<Task> population() {
    List<Task> all = members();
    children.values().forEach(each -> all.addAll(each.population()));
    return all;
  }

  /** Whether there are groups in it. */
  boolean hasChildren() {
    return !children.isEmpty();
  }

  /** Whether there are processes in it or below. */
  boolean isPopulated() {
    return !members.isEmpty() || children.values().stream().anyMatch(Cgroup::isPopulated);
  }

  private boolean isAtOrBelow(Cgroup ancestor) {
    for (Cgroup each = this; each != null; each = each.parent) {
      if (each == ancestor) {
        return true;
      }
    }
    return false;
  }

  /** The nearest group that both are in or below. */
  Cgroup commonAncestor(Cgroup other) {
    Cgroup common = this;
    while (common.parent != null && !other.isAtOrBelow(common)) {
      common = common.parent;
    }
    return common;
  }

  /**
   * The path as a cgroup namespace shows it; kernfs_path_from_node().
   *
   * @param root the root of the namespace: {@code /..} leads out of it
   */
  public String pathFrom(Cgroup root) {
    Cgroup common = commonAncestor(root);
    StringBuilder path = new StringBuilder();
    for (Cgroup each = this; each != common && each.parent != null; each = each.parent) {
      path.insert(0, "/" + each.name);
    }
    for (Cgroup each = root; each != common && each.parent != null; each = each.parent) {
      path.insert(0, "/..");
    }
    return path.length() == 0 ? "/" : path.toString();
  }
}
