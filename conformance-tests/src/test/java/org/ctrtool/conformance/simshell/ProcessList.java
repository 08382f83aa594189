package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Timespec;
import org.ctrtool.sim.SimProgram;

/**
 * The utilities ps(1), {@code ps -o FORMAT [-p PID|--ppid PID]} and {@code ps ax -o FORMAT}, and
 * pgrep(1), {@code pgrep -P PID}.
 */
final class ProcessList {
  static final Map<String, SimProgram> ALL =
      Map.of("pgrep", ProcessList::grep, "ps", ProcessList::list);

  private ProcessList() {}

  private static List<ProcessFacts> all(Kernel kernel, Predicate<ProcessFacts> which) {
    List<ProcessFacts> found = new ArrayList<>();
    Listing.namesIn(kernel, "/proc").stream()
        .filter(name -> name.matches("[0-9]+"))
        .map(Integer::parseInt)
        .sorted()
        .map(number -> ProcessFacts.of(kernel, number))
        .filter(which)
        .forEach(found::add);
    return found;
  }

  private static int grep(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "P:").requireOperands(0, 0);
    int parent = Integer.parseInt(options.value("P", "0"));
    int own = kernel.getpid().number();
    List<ProcessFacts> children =
        all(kernel, each -> each.parent() == parent && each.number() != own);
    children.forEach(each -> Utilities.print(kernel, each.number() + "\n"));
    return children.isEmpty() ? 1 : 0;
  }

  private static int list(Kernel kernel, List<String> argv, Environment environment) {
    boolean everyone = argv.size() > 1 && argv.get(1).equals("ax");
    Options options =
        Options.of(everyone ? argv.subList(1, argv.size()) : argv, "o: p: ppid:")
            .requireOperands(0, 0);
    String own = options.value("p");
    String parent = options.value("ppid");
    if (everyone == (own != null || parent != null) || own != null && parent != null) {
      throw options.unknown();
    }
    // It takes a while to start: what was started together with it has been, too.
    kernel.ppoll(List.of(), Timespec.ZERO);
    List<ProcessFacts> chosen =
        all(
            kernel,
            each ->
                everyone
                    || own != null && each.number() == Integer.parseInt(own)
                    || parent != null && each.parent() == Integer.parseInt(parent));
    int digits = Streams.readFile(kernel, "/proc/sys/kernel/pid_max").strip().length();
    for (ProcessFacts each : chosen) {
      Utilities.print(kernel, line(each, options, digits) + "\n");
    }
    return chosen.isEmpty() ? 1 : 0;
  }

  private static String line(ProcessFacts process, Options options, int digits) {
    List<String> columns = new ArrayList<>();
    String[] names = String.join(",", options.values("o")).split(",", -1);
    for (int i = 0; i < names.length; i++) {
      if (!names[i].endsWith("=")) {
        throw options.unknown(); // it has a title
      }
      String name = names[i].substring(0, names[i].length() - 1);
      boolean last = i == names.length - 1;
      columns.add(column(process, name, digits, last, options));
    }
    return String.join(" ", columns);
  }

  private static String column(
      ProcessFacts process, String name, int digits, boolean last, Options options) {
    String number = "%" + digits + "d";
    return switch (name) {
      case "pid" -> number.formatted(process.number());
      case "ppid" -> number.formatted(process.parent());
      case "pgid" -> number.formatted(process.group());
      case "sid" -> number.formatted(process.session());
      case "tpgid" -> number.formatted(process.foreground());
      case "tty" -> last ? process.terminal() : "%-8s".formatted(process.terminal());
      case "stat" -> last ? process.state() : "%-4s".formatted(process.state());
      case "comm" -> last ? process.shownName() : "%-15s".formatted(process.shownName());
      case "args" -> {
        if (!last) {
          throw options.unknown();
        }
        yield process.command();
      }
      default -> throw options.unknown();
    };
  }
}
