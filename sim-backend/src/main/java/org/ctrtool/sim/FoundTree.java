package org.ctrtool.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.snapshot.PathFact;
import org.ctrtool.sim.task.Programs;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** Fills file systems with what was found at paths of a host. */
final class FoundTree {
  /** How mountinfo shows what is above the root of a cgroup namespace. */
  static final String ABOVE = "..";

  private final Map<String, PathFact> facts = new LinkedHashMap<>();
  private final UserNamespace users;
  private final Task viewer;

  /**
   * For one host.
   *
   * @param users in whose terms IDs were found
   * @param viewer whose view of proc counts
   */
  FoundTree(Iterable<PathFact> facts, UserNamespace users, Task viewer) {
    facts.forEach(fact -> this.facts.put(fact.path(), fact));
    this.users = users;
    this.viewer = viewer;
  }

  /** What was found at a path; null if nobody looked. */
  @Nullable PathFact at(String path) {
    return facts.get(path);
  }

  /**
   * A name within a file system, made as far as it is missing.
   *
   * @param path from the root of the file system
   * @param last what the last component is; a directory if null
   * @return null if the model has no such name and cannot have it
   */
  @Nullable Dentry name(SuperBlock superBlock, String path, @Nullable PathFact last) {
    Dentry here = superBlock.root();
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length && here != null; i++) {
      if (!names[i].isEmpty() && !names[i].equals(ABOVE)) {
        here = child(here, names[i], i == names.length - 1 ? last : null);
      }
    }
    return here;
  }

  private @Nullable Dentry child(Dentry directory, String name, @Nullable PathFact fact) {
    if (!directory.isDirectory()) {
      return null;
    }
    Dentry there = directory.lookup(viewer, name);
    if (there != null || directory.inode() instanceof DynamicDirectory) {
      return there;
    }
    Inode made = make(directory.superBlock(), fact);
    if (directory.inode() instanceof Directory entries) {
      entries.countEntry(1, made.mode().isDirectory());
    }
    Dentry child = directory.add(name, made);
    if (made.mode().isDirectory()) {
      directory.superBlock().madeDirectory(child);
    }
    return child;
  }

  private Inode make(SuperBlock superBlock, @Nullable PathFact fact) {
    if (fact == null) {
      return superBlock.make(
          new Mode(Mode.S_IFDIR | 0755), Kuid.ROOT, Kgid.ROOT, org.ctrtool.api.Dev.NONE);
    }
    if (fact.mode().isSymbolicLink()) {
      return superBlock.makeSymlink(fact.target(), owner(fact), group(fact));
    }
    Inode made = superBlock.make(fact.mode(), owner(fact), group(fact), fact.device());
    if (made instanceof RegularFile file && (fact.mode().permissions() & 0111) != 0) {
      file.setContent(Programs.contentOfUnknown());
    }
    return made;
  }

  /** Puts what was found at a path where the path leads from {@code root}. */
  void put(Location root, PathFact fact) {
    Location here = root.topmost();
    String[] names = fact.path().split("/", -1);
    for (int i = 0; i < names.length; i++) {
      if (!names[i].isEmpty()) {
        Dentry child = child(here.dentry(), names[i], i == names.length - 1 ? fact : null);
        if (child == null) {
          return;
        }
        here = new Location(here.mount(), child).topmost();
      }
    }
    adapt(here.dentry().inode(), fact);
  }

  /** Gives what is there already the owner and the permissions that were found. */
  void adapt(Inode inode, PathFact fact) {
    String type = inode.superBlock().type();
    boolean own = type.equals("proc") || type.equals("devpts");
    if (!own && inode.mode().type() == fact.mode().type()) {
      inode.setPermissions(fact.mode().permissions());
      inode.setOwner(owner(fact), group(fact));
    }
  }

  /** Somebody without a name here is most likely the superuser of the host. */
  private Kuid owner(PathFact fact) {
    Kuid owner = users.toKuid(new Uid(fact.owner()));
    return owner.isValid() ? owner : Kuid.ROOT;
  }

  private Kgid group(PathFact fact) {
    Kgid group = users.toKgid(new Gid(fact.group()));
    return group.isValid() ? group : Kgid.ROOT;
  }
}
