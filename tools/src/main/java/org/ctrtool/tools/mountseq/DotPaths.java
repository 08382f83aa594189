package org.ctrtool.tools.mountseq;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.tools.grammar.Values;

/** Paths that end in {@code .} or {@code ..}. */
final class DotPaths {
  private DotPaths() {}

  /**
   * The same place without such an end, if no symbolic link is in {@code path}: {@code a/b/..} is
   * {@code a}. A path stays as it is that has no such end, or leads to where it starts or above.
   */
  static String withoutDots(String path) {
    List<String> names = new ArrayList<>();
    String last = "";
    for (String name : Values.fields(path, '/')) {
      if (!name.isEmpty()) {
        last = name;
        names.add(name);
      }
    }
    if (!last.equals(".") && !last.equals("..")) {
      return path;
    }
    dropDots(names);
    return names.isEmpty() ? path : (path.startsWith("/") ? "/" : "") + String.join("/", names);
  }

  private static void dropDots(List<String> names) {
    names.removeIf(name -> name.equals("."));
    int above = 0;
    while (!names.isEmpty() && (above > 0 || names.get(names.size() - 1).equals(".."))) {
      above += names.remove(names.size() - 1).equals("..") ? 1 : -1;
    }
  }
}
