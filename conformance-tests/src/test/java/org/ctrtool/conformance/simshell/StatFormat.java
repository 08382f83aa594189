package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Objects;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;

/** The utility stat(1): {@code stat [-L] -c FORMAT FILE...} and {@code stat -f -c %T FILE...}. */
final class StatFormat {
  private static final int SET_IDS = 06000;

  private StatFormat() {}

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "c: f L").requireOperands(1, Integer.MAX_VALUE);
    String format = options.value("c", "");
    boolean known =
        options.has("f") ? format.equals("%T") : format.matches("([^%]|%[aAFghnsuUtT])+");
    if (!known) {
      throw options.unknown();
    }
    int status = 0;
    for (String file : options.operands()) {
      Attempt<String> text =
          Attempt.of(() -> options.has("f") ? fileSystem(kernel, file) : of(kernel, options, file));
      KernelException refusal = text.refusal();
      if (refusal == null) {
        Utilities.print(kernel, text.orThrow() + "\n");
      } else {
        String what = options.has("f") ? "read file system information for" : "statx";
        String why = refusal.errno().description();
        Utilities.complain(kernel, "stat: cannot " + what + " '" + file + "': " + why);
        status = 1;
      }
    }
    return status;
  }

  private static String of(Kernel kernel, Options options, String file) {
    String format = options.value("c", "");
    AtFlags flags = options.has("L") ? AtFlags.NONE : AtFlags.AT_SYMLINK_NOFOLLOW;
    Stat stat = kernel.fstatat(Fd.AT_FDCWD, file, flags);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      text.append(c == '%' ? field(kernel, format.charAt(++i), file, stat) : String.valueOf(c));
    }
    return text.toString();
  }

  private static String field(Kernel kernel, char directive, String file, Stat stat) {
    return switch (directive) {
      case 'a' -> Integer.toOctalString(stat.mode().permissions());
      case 'A' -> letters(stat);
      case 'F' -> type(stat);
      case 'g' -> stat.group().toString();
      case 'h' -> String.valueOf(stat.links());
      case 'n' -> file;
      case 's' -> String.valueOf(stat.size());
      case 't' -> Long.toHexString(stat.special().major());
      case 'T' -> Long.toHexString(stat.special().minor());
      case 'u' -> stat.owner().toString();
      case 'U' ->
          Objects.requireNonNullElse(Accounts.userName(kernel, stat.owner().number()), "UNKNOWN");
      default -> throw new Syntax.Unsupported("stat -c %" + directive);
    };
  }

  private static String fileSystem(Kernel kernel, String file) {
    OpenFlags flags = OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC);
    Fd fd = kernel.openat(Fd.AT_FDCWD, file, flags, Mode.NONE);
    long type = kernel.fstatfsType(fd);
    kernel.close(fd);
    return switch (Long.toHexString(type)) {
      case "1021994" -> "tmpfs";
      case "6e736673" -> "nsfs";
      case "9fa0" -> "proc";
      default -> throw new Syntax.Unsupported("file system type 0x" + Long.toHexString(type));
    };
  }

  /** As ls(1) writes it. */
  private static String letters(Stat stat) {
    StringBuilder text = new StringBuilder(letter(stat));
    for (int bit = 0; bit < 9; bit++) {
      boolean set = (stat.mode().bits() & 0400 >> bit) != 0;
      text.append(set ? "rwx".charAt(bit % 3) : '-');
    }
    if ((stat.mode().permissions() & SET_IDS) != 0) {
      throw new Syntax.Unsupported("stat -c %A of " + stat.mode());
    }
    if ((stat.mode().permissions() & 01000) != 0) {
      text.setCharAt(9, text.charAt(9) == 'x' ? 't' : 'T');
    }
    return text.toString();
  }

  static String letter(Stat stat) {
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
