package org.ctrtool.nativebackend.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;

/** How a task looks to itself. */
public final class TaskView {
  private static final int GAP = 8;
  private static final int FIRST_HIDDEN = 900;

  /** A directory that is looked at. */
  public static final OpenFlags DIRECTORY =
      OpenFlags.O_DIRECTORY.or(OpenFlags.O_NOFOLLOW).or(OpenFlags.O_CLOEXEC);

  private TaskView() {}

  /** Ids, groups and capabilities. */
  public static String credentials(Kernel kernel) {
    Capabilities sets = kernel.capget();
    return ("uid " + ids(kernel.getresuid()) + "\n")
        + ("gid " + ids(kernel.getresgid()) + "\n")
        + ("groups " + kernel.getgroups() + "\n")
        + ("permitted " + sets.permitted() + "\n")
        + ("effective " + sets.effective() + "\n")
        + ("inheritable " + sets.inheritable() + "\n")
        + ("bounding " + bounding(kernel) + "\n")
        + ("no_new_privs " + kernel.prctlGetNoNewPrivs() + "\n");
  }

  private static String ids(Ids ids) {
    return ids.real() + " " + ids.effective() + " " + ids.saved();
  }

  private static CapabilitySet bounding(Kernel kernel) {
    long bits = 0;
    for (int number = 0; number <= Capability.LAST; number++) {
      bits |= kernel.prctlCapbsetRead(number) ? 1L << (number & 63) : 0;
    }
    return new CapabilitySet(bits);
  }

  /**
   * The open descriptors with their flags; those after eight unused numbers in a row are not looked
   * for.
   */
  public static String descriptors(Kernel kernel) {
    StringBuilder text = new StringBuilder();
    int missing = 0;
    int number = 0;
    while (missing < GAP && number < FIRST_HIDDEN) {
      Fd fd = new Fd(number);
      Attempt<FdFlags> flags = Attempt.of(() -> kernel.fcntlGetfd(fd));
      if (flags.refusal() == null) {
        missing = 0;
        text.append(List.of(number, flags.orThrow())).append('\n');
      } else {
        missing++;
      }
      number++;
    }
    return text.toString();
  }

  /** Everything in and below a directory, a line each, sorted. */
  public static String tree(Kernel kernel, Fd directory) {
    StringBuilder text = new StringBuilder();
    describe(kernel, directory, "", text);
    return text.toString();
  }

  private static void describe(Kernel kernel, Fd directory, String path, StringBuilder text) {
    for (String name : names(kernel, directory)) {
      Stat stat = kernel.fstatat(directory, name, AtFlags.AT_SYMLINK_NOFOLLOW);
      String below = path + "/" + name;
      text.append(below).append(' ').append(stat.mode());
      text.append(' ').append(stat.links()).append(' ').append(stat.owner());
      text.append(' ').append(stat.group());
      if (stat.mode().isSymbolicLink()) {
        text.append(" -> ").append(kernel.readlinkat(directory, name));
      } else if (stat.mode().isRegular()) {
        text.append(" size ").append(stat.size());
      } else if (!stat.mode().isDirectory()) {
        text.append(" device ").append(stat.special());
      }
      text.append('\n');
      if (stat.mode().isDirectory()) {
        Fd inner = kernel.openat(directory, name, DIRECTORY, Mode.NONE);
        describe(kernel, inner, below, text);
        kernel.close(inner);
      }
    }
  }

  private static List<String> names(Kernel kernel, Fd directory) {
    List<String> names = new ArrayList<>();
    List<DirectoryEntry> entries = kernel.getdents64(directory);
    while (!entries.isEmpty()) {
      for (DirectoryEntry entry : entries) {
        if (!entry.name().equals(".") && !entry.name().equals("..")) {
          names.add(entry.name());
        }
      }
      entries = kernel.getdents64(directory);
    }
    Collections.sort(names);
    return names;
  }
}
