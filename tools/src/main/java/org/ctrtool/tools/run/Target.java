package org.ctrtool.tools.run;

import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.ResolveFlags;

/**
 * Places below the new root, found while an image may already have put links there: the root acts
 * as "/" for every step, so no link leads out of it.
 */
final class Target {
  private static final Mode DIRECTORY = new Mode(0755);
  private static final Mode FILE = new Mode(Mode.S_IFREG | 0644);
  private static final OpenHow WITHIN_ROOT =
      OpenHow.of(
          OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC),
          ResolveFlags.RESOLVE_IN_ROOT.or(ResolveFlags.RESOLVE_NO_MAGICLINKS));

  private final ChildKernel kernel;
  private final Fd root;

  Target(ChildKernel kernel, Fd root) {
    this.kernel = kernel;
    this.root = root;
  }

  /** Opens what is at {@code path}. */
  Fd open(String path) {
    return kernel.openat2(root, path, WITHIN_ROOT);
  }

  /**
   * Makes what is missing of {@code path} and opens it. Each name is made in its opened parent:
   * made by a longer path, a link in between could lead to the host.
   */
  Fd make(String path, boolean directory) {
    Fd parent = root;
    int start = 1;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String name = path.substring(start, end);
      boolean makeDirectory = directory || end < path.length();
      Fd in = parent;
      kernel.tolerating(
          Errno.EEXIST,
          k -> {
            if (makeDirectory) {
              k.mkdirat(in, name, DIRECTORY);
            } else {
              k.mknodat(in, name, FILE, Dev.NONE);
            }
          });
      Fd next = open(path.substring(0, end));
      if (!parent.equals(root)) {
        kernel.close(parent);
      }
      parent = next;
      start = end + 1;
    }
    return parent;
  }
}
