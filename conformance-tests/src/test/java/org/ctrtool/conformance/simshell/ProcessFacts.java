package org.ctrtool.conformance.simshell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.api.Kernel;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * A process as ps(1) sees it.
 *
 * @param terminal its controlling terminal, {@code ?} if it has none
 * @param foreground the process group in that terminal's foreground, -1 if there is none
 * @param letter its state
 * @param arguments its command line, empty if it has ended
 */
record ProcessFacts(
    int number,
    int parent,
    int group,
    int session,
    String terminal,
    int foreground,
    String letter,
    String name,
    String arguments) {

  static ProcessFacts of(Kernel kernel, int number) {
    Map<String, String> status = new LinkedHashMap<>();
    for (String line : Streams.readFile(kernel, "/proc/" + number + "/status").lines().toList()) {
      String[] halves = line.split(":\t", 2);
      status.put(halves[0], halves[halves.length - 1]);
    }
    Task viewer = ((SimKernel) kernel).task();
    Pty terminal = terminal(viewer, number);
    return new ProcessFacts(
        number,
        first(status, "PPid"),
        first(status, "NSpgid"),
        first(status, "NSsid"),
        terminal == null ? "?" : "pts/" + terminal.number(),
        foreground(viewer, number),
        field(status, "State").substring(0, 1),
        field(status, "Name"),
        Streams.readFile(kernel, "/proc/" + number + "/cmdline").replace('\0', ' ').strip());
  }

  private static String field(Map<String, String> status, String name) {
    return Objects.requireNonNull(status.get(name), name);
  }

  private static int first(Map<String, String> status, String name) {
    return Integer.parseInt(field(status, name).split("\t", -1)[0]);
  }

  /** What {@code /proc/PID/stat} has and {@code status} has not, taken from the model itself. */
  private static @Nullable Task task(Task viewer, int number) {
    return viewer.machine().tasks().stream()
        .filter(task -> task.id().numberIn(viewer.pidNamespace()) == number)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Pty terminal(Task viewer, int number) {
    Task task = task(viewer, number);
    return task == null ? null : task.session().terminal();
  }

  private static int foreground(Task viewer, int number) {
    Task task = task(viewer, number);
    ProcessId group = task == null ? null : task.session().foreground();
    return group == null ? -1 : group.numberIn(viewer.pidNamespace());
  }

  /** The state with what else ps(1) puts there: leader of a session, in the foreground. */
  String state() {
    return letter + (session == number ? "s" : "") + (foreground == group ? "+" : "");
  }

  boolean isZombie() {
    return letter.equals("Z");
  }

  String shownName() {
    return isZombie() ? name + " <defunct>" : name;
  }

  String command() {
    return isZombie()
        ? "[" + name + "] <defunct>"
        : arguments.isEmpty() ? "[" + name + "]" : arguments;
  }
}
