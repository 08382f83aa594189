package org.ctrtool.conformance.simshell;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.SimProgram;

/** Utilities about the process itself, its time and its environment. */
final class ProcessUtilities {
  private static final int TIMED_OUT = 124;
  private static final int REALTIME = 0;
  private static final long SECOND = 1_000_000_000L;

  static final Map<String, SimProgram> ALL =
      Map.ofEntries(
          entry("date", ProcessUtilities::date),
          entry("echo", ProcessUtilities::echo),
          entry("env", ProcessUtilities::env),
          entry("false", (kernel, argv, environment) -> 1),
          entry("hostname", ProcessUtilities::hostname),
          entry("id", ProcessUtilities::id),
          entry("printenv", ProcessUtilities::printenv),
          entry("prlimit", ProcessUtilities::limitOfOpenFiles),
          entry("pwd", ProcessUtilities::workingDirectory),
          entry("seq", ProcessUtilities::sequence),
          entry("setsid", ProcessUtilities::newSession),
          entry("sleep", ProcessUtilities::sleep),
          entry("timeout", ProcessUtilities::timeout),
          entry("true", (kernel, argv, environment) -> 0),
          entry("yes", ProcessUtilities::yes));

  private ProcessUtilities() {}

  private static int echo(Kernel kernel, List<String> argv, Environment environment) {
    boolean bare = argv.size() > 1 && argv.get(1).equals("-n");
    String said = String.join(" ", argv.subList(bare ? 2 : 1, argv.size()));
    Utilities.print(kernel, said + (bare ? "" : "\n"));
    return 0;
  }

  /** {@code yes [WORD]...}, until nobody reads. */
  private static int yes(Kernel kernel, List<String> argv, Environment environment) {
    String line = argv.size() == 1 ? "y" : String.join(" ", argv.subList(1, argv.size()));
    String many = (line + "\n").repeat(Math.max(1, 8192 / (line.length() + 1)));
    while (true) {
      Utilities.print(kernel, many);
    }
  }

  /** {@code seq [FIRST] LAST}. */
  private static int sequence(Kernel kernel, List<String> argv, Environment environment) {
    List<String> operands = Options.of(argv, "").requireOperands(1, 2).operands();
    int first = operands.size() == 1 ? 1 : Integer.parseInt(operands.get(0));
    int last = Integer.parseInt(operands.get(operands.size() - 1));
    for (int i = first; i <= last; i++) {
      Utilities.print(kernel, i + "\n");
    }
    return 0;
  }

  private static int workingDirectory(Kernel kernel, List<String> argv, Environment environment) {
    Options.of(argv, "").requireOperands(0, 0);
    Utilities.print(kernel, kernel.getcwd() + "\n");
    return 0;
  }

  /** {@code prlimit --pid PID --nofile=SOFT[:HARD]}; without HARD, both. */
  private static int limitOfOpenFiles(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "pid: nofile:").requireOperands(0, 0);
    String process = options.value("pid", "");
    String limits = options.value("nofile", "");
    if (!process.matches("[0-9]+") || !limits.matches("[0-9]+(:[0-9]+)?")) {
      throw options.unknown();
    }
    long soft = Long.parseLong(limits.replaceFirst(":.*", ""));
    long hard = Long.parseLong(limits.replaceFirst(".*:", ""));
    RLimit limit = new RLimit(soft, hard);
    kernel.setrlimit(new Pid(Integer.parseInt(process)), Resource.RLIMIT_NOFILE, limit);
    return 0;
  }

  // Who and where

  private static int hostname(Kernel kernel, List<String> argv, Environment environment) {
    List<String> operands = Options.of(argv, "").requireOperands(0, 1).operands();
    if (operands.isEmpty()) {
      Utilities.print(kernel, kernel.uname().node() + "\n");
      return 0;
    }
    return Utilities.each(
        kernel,
        operands,
        "hostname: %2$s",
        name -> kernel.sethostname(org.ctrtool.api.OsStrings.encode(name)));
  }

  private static int id(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "u g").requireOperands(0, 0);
    Ids users = kernel.getresuid();
    Ids groups = kernel.getresgid();
    boolean changed = users.real() != users.effective() || groups.real() != groups.effective();
    if (options.has("u") && options.has("g") || changed && options.values("u").isEmpty()) {
      throw options.unknown();
    }
    if (options.has("u") || options.has("g")) {
      Utilities.print(kernel, (options.has("u") ? users : groups).effective() + "\n");
      return 0;
    }
    List<String> all = new ArrayList<>();
    all.add(Accounts.group(kernel, groups.effective()));
    kernel.getgroups().stream()
        .map(Gid::number)
        .filter(group -> group != groups.effective())
        .forEach(group -> all.add(Accounts.group(kernel, group)));
    Utilities.print(
        kernel,
        "uid=%s gid=%s groups=%s%n"
            .formatted(
                Accounts.user(kernel, users.real()),
                Accounts.group(kernel, groups.real()),
                String.join(",", all)));
    return 0;
  }

  // Environment

  private static int env(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+i u:");
    Environment changed = options.has("i") ? new Environment(List.of()) : environment;
    for (String name : options.values("u")) {
      changed = changed.without(name);
    }
    List<String> words = options.operands();
    int at = 0;
    while (at < words.size() && words.get(at).contains("=")) {
      String[] halves = words.get(at).split("=", 2);
      changed = changed.with(halves[0], halves[1]);
      at++;
    }
    if (at == words.size()) {
      changed.variables().forEach(variable -> Utilities.print(kernel, variable + "\n"));
      return 0;
    }
    return Utilities.execute(kernel, words.subList(at, words.size()), changed, "env: '%s': %s");
  }

  private static int printenv(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "").requireOperands(1, 1);
    String value = environment.value(options.operands().get(0));
    if (value == null) {
      return 1;
    }
    Utilities.print(kernel, value + "\n");
    return 0;
  }

  // Time

  private static Timespec time(String seconds) {
    long nanoseconds = Math.round(Double.parseDouble(seconds) * SECOND);
    return new Timespec(nanoseconds / SECOND, nanoseconds % SECOND);
  }

  private static int sleep(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "").requireOperands(1, 1);
    kernel.ppoll(List.of(), time(options.operands().get(0)));
    return 0;
  }

  /** {@code date +FORMAT}, with {@code %s}, {@code %N} and {@code %1N} to {@code %9N} in it. */
  private static int date(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "").requireOperands(1, 1);
    String format = options.operands().get(0);
    if (!format.matches("\\+([^%]|%s|%[1-9]?N)*")) {
      throw options.unknown();
    }
    Timespec now = kernel.clockGettime(REALTIME);
    String fraction = "%09d".formatted(now.nanoseconds());
    String text = format.substring(1).replace("%s", String.valueOf(now.seconds()));
    text = text.replace("%N", fraction);
    for (int digits = 1; digits <= fraction.length(); digits++) {
      text = text.replace("%" + digits + "N", fraction.substring(0, digits));
    }
    Utilities.print(kernel, text + "\n");
    return 0;
  }

  /** {@code timeout [-s SIGNAL] SECONDS PROGRAM...}. */
  private static int timeout(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+s|signal:").requireOperands(2, Integer.MAX_VALUE);
    Signal signal = new Signal(SignalWords.number(options.value("s", "TERM")));
    List<String> words = options.operands();
    Pid child =
        Children.fork(
            kernel,
            inside ->
                Utilities.execute(
                    inside,
                    words.subList(1, words.size()),
                    environment,
                    "timeout: failed to run command '%s': %s"));
    Fd process = kernel.pidfdOpen(child);
    PollFd end = new PollFd(process, PollEvents.POLLIN);
    boolean late = kernel.ppoll(List.of(end), time(words.get(0))).isEmpty();
    if (late) {
      kernel.pidfdSendSignal(process, signal);
    }
    WaitStatus status = Children.await(kernel, child);
    if (!late) {
      return Children.endAs(kernel, status);
    }
    boolean killed = status.isKilled() && status.status() == Signal.SIGKILL.number();
    return killed ? status.shellStatus() : TIMED_OUT;
  }

  /** {@code setsid [-w] PROGRAM...}: a leader of a process group has a child do it. */
  private static int newSession(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+w|wait").requireOperands(1, Integer.MAX_VALUE);
    String complaint = "setsid: failed to execute %s: %s";
    if (Attempt.errno(kernel::setsid) == null) {
      return Utilities.execute(kernel, options.operands(), environment, complaint);
    }
    Pid child =
        Children.fork(
            kernel,
            inside -> {
              inside.setsid();
              return Utilities.execute(inside, options.operands(), environment, complaint);
            });
    return options.has("w") ? Children.await(kernel, child).shellStatus() : 0;
  }
}
