package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The utility find(1): {@code find DIRECTORY [-xdev] [-mindepth N] [-maxdepth N] [-type LETTER]
 * [-printf FORMAT]}, with {@code %f %l %m %p %P %y} in the format.
 */
final class Find {
  private final Kernel kernel;
  private final String start;
  private boolean oneFileSystem;
  private int least;
  private int most = Integer.MAX_VALUE;
  private @Nullable String type;
  private String format = "%p\\n";

  private Find(Kernel kernel, String start) {
    this.kernel = kernel;
    this.start = start;
  }

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    if (argv.size() < 2 || argv.get(1).startsWith("-")) {
      throw new Syntax.Unsupported(String.join(" ", argv));
    }
    Find find = new Find(kernel, argv.get(1));
    for (int i = 2; i < argv.size(); i++) {
      String word = argv.get(i);
      if (word.equals("-xdev")) {
        find.oneFileSystem = true;
      } else {
        i++;
        find.set(word, i < argv.size() ? argv.get(i) : "");
      }
    }
    find.visit(find.start, "", 0, Utilities.look(kernel, find.start).device());
    return 0;
  }

  private void set(String word, String value) {
    switch (word) {
      case "-mindepth" -> least = Integer.parseInt(value);
      case "-maxdepth" -> most = Integer.parseInt(value);
      case "-type" -> type = value;
      case "-printf" -> format = value;
      default -> throw new Syntax.Unsupported("find " + word);
    }
  }

  private void visit(String path, String below, int depth, Object device) {
    Stat stat = Utilities.look(kernel, path);
    String letter = StatFormat.letter(stat).replace("-", "f");
    if (depth >= least && (type == null || type.equals(letter))) {
      Utilities.print(kernel, shown(path, below, letter, stat));
    }
    boolean crossed = oneFileSystem && !stat.device().equals(device);
    if (depth < most && stat.mode().isDirectory() && !crossed) {
      for (String name : Listing.namesIn(kernel, path)) {
        visit(path + "/" + name, below.isEmpty() ? name : below + "/" + name, depth + 1, device);
      }
    }
  }

  private String shown(String path, String below, String letter, Stat stat) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        text.append(field(format.charAt(++i), path, below, letter, stat));
      } else if (c == '\\' && format.startsWith("\\n", i)) {
        text.append('\n');
        i++;
      } else if (c == '\\') {
        throw new Syntax.Unsupported("find -printf " + format);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private String field(char directive, String path, String below, String letter, Stat stat) {
    return switch (directive) {
      case '%' -> "%";
      case 'f' -> path.substring(path.lastIndexOf('/') + 1);
      case 'l' -> stat.mode().isSymbolicLink() ? kernel.readlinkat(Fd.AT_FDCWD, path) : "";
      case 'm' -> Integer.toOctalString(stat.mode().permissions());
      case 'p' -> path;
      case 'P' -> below;
      case 'y' -> letter;
      default -> throw new Syntax.Unsupported("find -printf %" + directive);
    };
  }
}
