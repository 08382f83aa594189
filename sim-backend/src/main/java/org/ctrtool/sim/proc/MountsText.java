package org.ctrtool.sim.proc;

import java.util.Set;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.mount.Mountinfo;
import org.ctrtool.sim.task.Task;

/** The text of {@code /proc/PID/mounts}: what mountinfo says in the form of fstab(5). */
final class MountsText {
  private static final Set<String> FLAGS = Set.of("sync", "dirsync", "mand", "lazytime");
  private static final int MOUNT_POINT = 4;
  private static final int OPTIONS = 5;

  private MountsText() {}

  static String of(MountNamespace namespace, Location root, Task reader) {
    StringBuilder text = new StringBuilder();
    Mountinfo.text(namespace, root, reader).lines().forEach(line -> text.append(converted(line)));
    return text.toString();
  }

  /** show_vfsmnt(): the two option lists of mountinfo in one. */
  private static String converted(String line) {
    int separator = line.indexOf(" - ");
    String[] mount = line.substring(0, separator).split(" ", -1);
    String[] fileSystem = line.substring(separator + 3).split(" ", -1);
    String[] options = mount[OPTIONS].split(",", -1);
    String[] superOptions = fileSystem[2].split(",", -1);
    boolean readOnly = options[0].equals("ro") || superOptions[0].equals("ro");
    StringBuilder all = new StringBuilder(readOnly ? "ro" : "rw");
    append(all, superOptions, true);
    for (int i = 1; i < options.length; i++) {
      all.append(',').append(options[i]);
    }
    append(all, superOptions, false);
    return fileSystem[1] + " " + mount[MOUNT_POINT] + " " + fileSystem[0] + " " + all + " 0 0\n";
  }

  private static void append(StringBuilder all, String[] superOptions, boolean flags) {
    for (int i = 1; i < superOptions.length; i++) {
      if (FLAGS.contains(superOptions[i]) == flags) {
        all.append(',').append(superOptions[i]);
      }
    }
  }
}
