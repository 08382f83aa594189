package org.ctrtool.tools.miniinit;

import java.util.List;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Values;

/** {@code init} and {@code init2}: the same but for what operands are. */
public final class MiniInit implements Tool<InitRequest> {
  private static final long LAST_NUMBER = 0xFFFFFFFFL;

  private final boolean operandsAreArguments;

  private MiniInit(boolean operandsAreArguments) {
    this.operandsAreArguments = operandsAreArguments;
  }

  /** {@code init}, which has no operands. */
  public static MiniInit init() {
    return new MiniInit(false);
  }

  /** {@code init2}, whose operands are arguments of the latest process. */
  public static MiniInit init2() {
    return new MiniInit(true);
  }

  @Override
  public String name() {
    return operandsAreArguments ? "init2" : "init";
  }

  @Override
  public List<String> aliases() {
    return List.of("mini-" + name());
  }

  @Override
  public String summary() {
    return "process 1 of a container: starts, restarts, reaps, shuts down";
  }

  @Override
  public boolean ownsProcess() {
    return true;
  }

  @Override
  public Grammar<InitRequest> grammar() {
    Grammar.Builder<InitRequest> grammar = Grammar.of(name(), InitRequest::new);
    String word = operandsAreArguments ? "[ARGUMENT | PROCESS OPTION]..." : "[PROCESS OPTION]...";
    grammar
        .synopsis("[-S] {-n PATH " + word + "}... {-s SIGNAL [SIGNAL OPTION]...}...")
        .describedAs(
            "As process 1 of a PID namespace: starts the processes, the one given last first, and"
                + " restarts those with -r; reaps every orphan; does on a signal what was said for"
                + " it. Options are about the latest -n or -s.");
    if (operandsAreArguments) {
      grammar
          .describedAs(
              "An operand is an argument of the latest process, as with -c; also after --. One"
                  + " that begins with a dash needs -c: -c-x.")
          .operandsInPlace("", (r, v) -> r.process().command.add(v));
    }
    processes(grammar);
    signals(grammar);
    documents(grammar);
    return grammar.check(InitRequest::check).build();
  }

  private static void processes(Grammar.Builder<InitRequest> grammar) {
    grammar
        .section("Processes")
        .option(
            'n',
            "process",
            "PATH",
            "a process: PATH, not searched for, is executed in a session of its own",
            InitRequest::addProcess)
        .option('c', "arg", "WORD", "its next argument", (r, v) -> r.process().command.add(v))
        .option(
            'r',
            "respawn",
            "SECONDS",
            "start it again so long after its end; never twice in 100 ms",
            (r, v) -> r.process().respawn = (int) Values.decimal(v, Integer.MAX_VALUE))
        .option(
            '0', "stdin", "PATH", "its standard input", (r, v) -> r.process().standardFiles[0] = v)
        .option(
            '1',
            "stdout",
            "PATH",
            "its standard output: appended to, made if missing",
            (r, v) -> r.process().standardFiles[1] = v)
        .option(
            '2',
            "stderr",
            "PATH",
            "its standard error; the same PATH as -1 is opened once",
            (r, v) -> r.process().standardFiles[2] = v)
        .option(
            'C',
            "console",
            "PATH",
            "all three; a terminal becomes its controlling terminal",
            InitRequest::setStandardFiles)
        .option(
            'f',
            "pass-fd",
            "N",
            "after -S: hand descriptor N on, the first as 3, the next as 4, ...",
            InitRequest::passDescriptor)
        .flag(
            'p',
            "listen-env",
            "set LISTEN_FDS to the number of -f, LISTEN_PID to its process ID",
            r -> r.process().listenVariables = true)
        .flag(
            'S',
            "strict-fds",
            "all processes get descriptors 0, 1, 2 and those of -f, no others",
            r -> r.strict = true)
        .flag("in-order", "start the process given first first", r -> r.inOrder = true)
        .flag(
            "exit-when-done",
            "shut down when all have ended and none will be restarted; exit with the first status"
                + " that is not 0, in the order given",
            r -> r.exitWhenDone = true);
  }

  private static void signals(Grammar.Builder<InitRequest> grammar) {
    grammar
        .section("Signals")
        .option(
            's',
            "signal",
            "SIGNAL",
            "handle this signal (name or number): without -a it is taken and ignored",
            InitRequest::nameSignal)
        .option(
            'a',
            "action",
            "ACTION",
            "0 ignore; after a shutdown 1 restart, 2 power-off, 3 halt, 4 exit; 5 exec: become the"
                + " script; 6 run: run the script; 7 final-exec: shut down, become the -I script",
            (r, v) -> r.signal().action = Action.of(v))
        .option(
            'i',
            "script",
            "PATH",
            "first script: at the start of the shutdown, or for 5 and 6; its argument is the"
                + " signal's number",
            (r, v) -> r.signal().script = v)
        .option(
            'I',
            "final-script",
            "PATH",
            "second script: when everything is stopped, or for 7",
            (r, v) -> r.signal().finalScript = v);
  }

  private void documents(Grammar.Builder<InitRequest> grammar) {
    grammar
        .describedAs(
            "A shutdown: the first script, 2 s, SIGTERM to all processes, 2 s, SIGKILL, 2 s, the"
                + " second script. Each wait ends when no child is left; each script has 10 s. In a"
                + " PID namespace of its own the end shows to the parent as SIGHUP (restart) or"
                + " SIGINT (halt, power-off).")
        .variable("LISTEN_FDS, LISTEN_PID", "set for a process with -p")
        .status(0, "after exit, or a reboot that was refused, or a final script that was")
        .status(1, "not process 1, or close_range(2) is missing")
        .status(2, "usage error, nothing was done")
        .status("other", "with --exit-when-done: a process's; 128 and the signal that killed it")
        .example(
            "unshare -pf --mount-proc ctrtool "
                + name()
                + " -n /sbin/sshd -c-D -r 5 -s TERM -a exit",
            "a daemon that is restarted, until SIGTERM")
        .example(
            "ctrtool " + name() + " -S -n /bin/web -c-q -f 7 -p -s PWR -a power-off -i /etc/stop",
            "socket 7 as descriptor 3 of a web server; a script before the lights go out")
        .difference("Shutdown scripts are waited for, and waits end when no child is left.")
        .difference(
            "The signal mask is restored before a script replaces init; init and its processes"
                + " start with the default disposition of every signal, so no end goes unnoticed.")
        .difference(
            "Log files are appended to, and made. What cannot be started or opened is told.")
        .difference("A failing program with -r 0 does not spin.")
        .difference(
            "A stray operand of init, a missing script, an unknown action, SIGKILL, SIGSTOP and a"
                + " descriptor that is not open are usage errors; what follows -- in init2 are"
                + " arguments. Signals and actions have names.")
        .difference("--in-order and --exit-when-done are new.");
  }

  @Override
  public int run(InitRequest request, Invocation invocation, Kernel kernel) {
    requireOpen(request, kernel);
    Pid own = kernel.getpid();
    if (own.number() != 1) {
      Output.message(kernel, "ctrtool " + name() + ": not PID 1 but " + own + "\n");
      return 1;
    }
    if (request.strict) {
      kernel.doing("looking whether descriptors can be closed");
      kernel.closeRange(LAST_NUMBER, LAST_NUMBER, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    }
    return InitLoop.start(kernel, request, invocation.environment(), "ctrtool " + name()).run();
  }

  private static void requireOpen(InitRequest request, Kernel kernel) {
    for (ProcessSpec process : request.processes()) {
      for (Fd passed : process.passed) {
        DescriptorSpec.requireOpen(kernel, passed, "-f: ");
      }
    }
  }
}
