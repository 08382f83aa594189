package org.ctrtool.sim.snapshot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Stat;
import org.jspecify.annotations.Nullable;

/** Looks paths up, and everything on the way to where they lead. */
final class PathFacts {
  private static final int MAX_LINKS = 40;

  private final Kernel kernel;
  private final Map<String, PathFact> facts = new LinkedHashMap<>();

  PathFacts(Kernel kernel) {
    this.kernel = kernel;
    look("/");
  }

  /** What was found, in the order in which it was looked for. */
  List<PathFact> list() {
    return List.copyOf(facts.values());
  }

  /** Looks at an absolute path, its parents, and what links on the way lead to. */
  void add(String path) {
    walk("", path, MAX_LINKS);
  }

  /**
   * Goes on from a directory.
   *
   * @return where that leads; null if nothing is there
   */
  private @Nullable String walk(String start, String path, int links) {
    String here = path.startsWith("/") ? "" : start;
    for (String name : path.split("/", -1)) {
      if (here == null || isOfAProcess(here)) {
        return null;
      }
      here = step(here, name, links);
    }
    return here;
  }

  private @Nullable String step(String here, String name, int links) {
    if (name.isEmpty() || name.equals(".")) {
      return here;
    }
    if (name.equals("..")) {
      return here.isEmpty() ? "" : here.substring(0, here.lastIndexOf('/'));
    }
    String next = here + "/" + name;
    if (isOfAProcess(next)) {
      return null;
    }
    PathFact fact = look(next);
    if (fact == null || !fact.exists()) {
      return null;
    }
    if (fact.mode().isSymbolicLink()) {
      return links == 0 ? null : walk(here, fact.target(), links - 1);
    }
    return next;
  }

  /** What is in such directories differs from process to process. */
  private static boolean isOfAProcess(String path) {
    return path.matches("/proc/([0-9]+|self|thread-self|net|mounts)(/.*)?")
        || path.matches("/dev/pts/[0-9]+");
  }

  private @Nullable PathFact look(String path) {
    PathFact known = facts.get(path);
    if (known != null) {
      return known;
    }
    Attempt<Stat> attempt =
        Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.AT_SYMLINK_NOFOLLOW));
    Errno errno = attempt.errno();
    PathFact fact = null;
    if (errno == null) {
      fact = fact(path, attempt.orThrow());
    } else if (errno.equals(Errno.ENOENT) || errno.equals(Errno.ENOTDIR)) {
      fact = PathFact.nothing(path);
    }
    if (fact != null) {
      facts.put(path, fact);
    }
    return fact;
  }

  private PathFact fact(String path, Stat stat) {
    int type = stat.mode().type();
    boolean device = type == org.ctrtool.api.Mode.S_IFCHR || type == org.ctrtool.api.Mode.S_IFBLK;
    boolean link = stat.mode().isSymbolicLink();
    return new PathFact(
        path,
        stat.mode(),
        stat.owner().number(),
        stat.group().number(),
        device ? stat.special() : Dev.NONE,
        link ? kernel.readlinkat(Fd.AT_FDCWD, path) : "");
  }
}
