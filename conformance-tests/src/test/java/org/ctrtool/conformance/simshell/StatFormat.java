package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Stat;

/** The utility stat(1): {@code stat -c FORMAT FILE...}. */
final class StatFormat {
  private StatFormat() {}

  static int stat(Kernel kernel, List<String> argv) {
    if (!argv.get(1).equals("-c") || argv.get(2).matches(".*%[^nFaAtTsh].*")) {
      throw new Syntax.Unsupported(argv.toString());
    }
    int status = 0;
    for (String file : argv.subList(3, argv.size())) {
      Attempt<Stat> stat = Attempt.of(() -> Utilities.look(kernel, file));
      KernelException refusal = stat.refusal();
      if (refusal == null) {
        Utilities.print(kernel, shown(argv.get(2), file, stat.orThrow()) + "\n");
      } else {
        String why = refusal.errno().description();
        Streams.write(kernel, Fd.STDERR, "stat: cannot statx '" + file + "': " + why + "\n");
        status = 1;
      }
    }
    return status;
  }

  private static String shown(String format, String file, Stat stat) {
    return format
        .replace("%F", type(stat))
        .replace("%A", letters(stat))
        .replace("%a", Integer.toOctalString(stat.mode().permissions()))
        .replace("%t", Long.toHexString(stat.special().major()))
        .replace("%T", Long.toHexString(stat.special().minor()))
        .replace("%s", String.valueOf(stat.size()))
        .replace("%h", String.valueOf(stat.links()))
        .replace("%n", file);
  }

  /** As ls(1) writes it, without the bits above the nine. */
  private static String letters(Stat stat) {
    StringBuilder text = new StringBuilder(letter(stat));
    for (int bit = 0; bit < 9; bit++) {
      boolean set = (stat.mode().bits() & 0400 >> bit) != 0;
      text.append(set ? "rwx".charAt(bit % 3) : '-');
    }
    return text.toString();
  }

  private static String letter(Stat stat) {
    return switch (stat.mode().type()) {
      case Mode.S_IFDIR -> "d";
      case Mode.S_IFLNK -> "l";
      case Mode.S_IFCHR -> "c";
      case Mode.S_IFBLK -> "b";
      case Mode.S_IFIFO -> "p";
      case Mode.S_IFSOCK -> "s";
      default -> "-";
    };
  }

  private static String type(Stat stat) {
    return switch (stat.mode().type()) {
      case Mode.S_IFDIR -> "directory";
      case Mode.S_IFLNK -> "symbolic link";
      case Mode.S_IFCHR -> "character special file";
      case Mode.S_IFBLK -> "block special file";
      case Mode.S_IFIFO -> "fifo";
      case Mode.S_IFSOCK -> "socket";
      default -> stat.size() == 0 ? "regular empty file" : "regular file";
    };
  }
}
