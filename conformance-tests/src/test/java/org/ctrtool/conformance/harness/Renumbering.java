package org.ctrtool.conformance.harness;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives the numbers in mountinfo others, in the order in which they appear: two kernels, or one
 * kernel at two times, do not choose the same. One renumbering is for texts of one moment: kernels
 * use numbers again.
 */
final class Renumbering {
  private final Map<String, Integer> mounts = new HashMap<>();
  private final Map<String, Integer> devices = new HashMap<>();
  private final Map<String, Integer> groups = new HashMap<>();
  private final Map<String, Integer> inodes = new HashMap<>();

  /** A mountinfo file with other numbers. */
  String mountinfo(String text) {
    StringBuilder renumbered = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        line(line, renumbered);
        renumbered.append('\n');
      }
    }
    return renumbered.toString();
  }

  private void line(String line, StringBuilder out) {
    String[] fields = line.split(" ", -1);
    if (fields.length < 7) {
      out.append(line);
      return;
    }
    out.append(number(mounts, fields[0])).append(' ').append(number(mounts, fields[1]));
    out.append(" 0:").append(number(devices, fields[2]));
    out.append(' ').append(root(fields[3]));
    int i = 4;
    while (i < fields.length) {
      out.append(' ').append(tag(fields[i]));
      i++;
    }
  }

  private String tag(String field) {
    for (String name : new String[] {"shared:", "master:", "propagate_from:"}) {
      if (field.startsWith(name)) {
        return name + number(groups, field.substring(name.length()));
      }
    }
    return field;
  }

  /** The root of a namespace file is {@code uts:[4026531838]}. */
  private String root(String root) {
    int bracket = root.indexOf(":[");
    return bracket < 0 ? root : root.substring(0, bracket + 2) + number(inodes, root) + "]";
  }

  private static int number(Map<String, Integer> numbers, String name) {
    Integer known = numbers.get(name);
    if (known == null) {
      known = numbers.size() + 1;
      numbers.put(name, known);
    }
    return known;
  }
}
