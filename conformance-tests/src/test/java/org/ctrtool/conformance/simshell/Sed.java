package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.conformance.simshell.SedScript.Command;

/**
 * The utility sed(1): {@code sed [-n] [-E] SCRIPT [FILE...]}, with the commands of {@link
 * SedScript}.
 */
final class Sed {
  private final List<Command> commands;
  private final boolean quiet;
  private final StringBuilder output = new StringBuilder();
  private final boolean[] inRange;

  /** Whether the last thing that was printed is of the last line. */
  private boolean lastIsPrinted;

  private Sed(List<Command> commands, boolean quiet) {
    this.commands = commands;
    this.quiet = quiet;
    this.inRange = new boolean[commands.size()];
  }

  static int main(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "n|quiet E|r|regexp-extended e|expression:");
    List<String> files = new ArrayList<>(options.operands());
    List<String> scripts = options.values("e");
    if (scripts.isEmpty()) {
      options.requireOperands(1, Integer.MAX_VALUE);
      scripts = List.of(files.remove(0));
    }
    List<Command> commands = SedScript.parse(String.join("\n", scripts), options.has("E"));
    Input input = Input.of(kernel, "sed: can't read %s: %s", files);
    Utilities.print(kernel, new Sed(commands, options.has("n")).edit(input.text()));
    return input.complete() ? 0 : 2;
  }

  private String edit(String text) {
    List<String> lines = Input.lines(text);
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      if (!edit(lines.get(i), i + 1, last)) {
        break;
      }
    }
    boolean unfinished = !text.isEmpty() && !text.endsWith("\n");
    boolean cut = unfinished && lastIsPrinted;
    return cut ? output.substring(0, output.length() - 1) : output.toString();
  }

  /** Returns false if it was the last line to be read. */
  private boolean edit(String line, int number, boolean last) {
    String space = line;
    for (int i = 0; i < commands.size(); i++) {
      Command command = commands.get(i);
      if (!isSelected(i, space, number, last)) {
        continue;
      }
      switch (command.name()) {
        case 's' -> {
          SedScript.Substitution substitution = command.requireSubstitution();
          String changed = substitution.in(space);
          if (changed != null) {
            space = changed;
            if (substitution.prints()) {
              print(space, last);
            }
          }
        }
        case 'p' -> print(space, last);
        case 'd' -> {
          return true;
        }
        default -> {
          printUnlessQuiet(space, last);
          return false;
        }
      }
    }
    printUnlessQuiet(space, last);
    return true;
  }

  private void printUnlessQuiet(String space, boolean last) {
    if (!quiet) {
      print(space, last);
    }
  }

  private void print(String space, boolean last) {
    output.append(space).append('\n');
    lastIsPrinted = last;
  }

  private boolean isSelected(int index, String space, int number, boolean last) {
    Command command = commands.get(index);
    SedScript.Address from = command.from();
    SedScript.Address to = command.to();
    if (from == null) {
      return true;
    }
    if (to == null) {
      return from.selects(space, number, last) != command.negated();
    }
    boolean selected = inRange[index];
    if (selected) {
      inRange[index] = !to.ends(space, number, last);
    } else if (from.selects(space, number, last)) {
      selected = true;
      inRange[index] = !to.isBefore(number + 1);
    }
    return selected != command.negated();
  }
}
