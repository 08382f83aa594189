package org.ctrtool.sim.snapshot;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Dev;
import org.ctrtool.api.OsStrings;

/**
 * A line of mountinfo; see proc_pid_mountinfo(5).
 *
 * @param id the mount's number
 * @param parent the number of the mount it sits on, which need not be listed
 * @param device the device number of the file system
 * @param root the directory of the file system that is shown
 * @param mountPoint where it is, from the root of the process
 * @param flags what the mount allows, as {@code rw} and {@code nosuid}
 * @param sharing who receives mounts and unmounts
 * @param type the type of the file system
 * @param source what was mounted
 * @param options those of the file system
 */
public record MountFact(
    int id,
    int parent,
    Dev device,
    String root,
    String mountPoint,
    List<String> flags,
    Sharing sharing,
    String type,
    String source,
    List<String> options) {
  /** Takes copies of the lists. */
  public MountFact {
    flags = List.copyOf(flags);
    options = List.copyOf(options);
  }

  /**
   * The optional fields; 0 where there is none.
   *
   * @param shared its peer group
   * @param master the peer group it is a slave of
   * @param propagatesFrom the nearest peer group above that can be seen
   * @param unbindable whether it cannot be the source of a bind mount
   */
  public record Sharing(int shared, int master, int propagatesFrom, boolean unbindable) {
    /** Not shared at all. */
    public static final Sharing PRIVATE = new Sharing(0, 0, 0, false);
  }

  /** The lines of a mountinfo. */
  public static List<MountFact> parse(String mountinfo) {
    List<MountFact> mounts = new ArrayList<>();
    for (String line : mountinfo.split("\n", -1)) {
      if (!line.isEmpty()) {
        mounts.add(ofLine(line));
      }
    }
    return mounts;
  }

  private static MountFact ofLine(String line) {
    List<String> fields = List.of(line.split(" ", -1));
    int dash = fields.indexOf("-");
    if (dash < 6 || fields.size() < dash + 4) {
      throw new IllegalArgumentException("no line of mountinfo: " + OsStrings.quoted(line));
    }
    String[] device = fields.get(2).split(":", -1);
    return new MountFact(
        Integer.parseInt(fields.get(0)),
        Integer.parseInt(fields.get(1)),
        new Dev(Integer.parseInt(device[0]), Integer.parseInt(device[1])),
        unescaped(fields.get(3)),
        unescaped(fields.get(4)),
        List.of(fields.get(5).split(",", -1)),
        sharing(fields.subList(6, dash)),
        unescaped(fields.get(dash + 1)),
        unescaped(fields.get(dash + 2)),
        List.of(fields.get(dash + 3).split(",", -1)));
  }

  private static Sharing sharing(List<String> fields) {
    return new Sharing(
        number(fields, "shared:"),
        number(fields, "master:"),
        number(fields, "propagate_from:"),
        fields.contains("unbindable"));
  }

  private static int number(List<String> fields, String tag) {
    for (String field : fields) {
      if (field.startsWith(tag)) {
        return Integer.parseInt(field.substring(tag.length()));
      }
    }
    return 0;
  }

  /** Undoes what seq_path() in the kernel does: a backslash and three octal digits for a byte. */
  private static String unescaped(String field) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < field.length()) {
      if (field.startsWith("\\", at) && at + 4 <= field.length()) {
        text.append((char) Integer.parseInt(field.substring(at + 1, at + 4), 8));
        at += 4;
      } else {
        text.append(field.charAt(at++));
      }
    }
    return text.toString();
  }
}
