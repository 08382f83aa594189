package org.ctrtool.tools.ttyproxy;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.terminal.Pseudoterminal;
import org.ctrtool.tools.terminal.RelayRules;

/** Runs a program on a new terminal, or on pipes, and relays data. */
public final class TtyProxyTool implements Tool<TtyProxyTool.Request> {
  static final int FAILED = 125;
  private static final int GRACE_SECONDS = 5;

  /** What the program is to get. */
  public static final class Request {
    private int columns;
    private int rows;
    private int linger = RelayRules.FOR_EVER;
    String multiplexer = Pseudoterminal.MULTIPLEXER;
    boolean pipes;
    boolean separateErrors;
    List<String> command = List.of();

    Request() {}

    RelayRules rules() {
      return new RelayRules(
          new WindowSize(rows, columns),
          SignalSet.of(Signal.SIGHUP, Signal.SIGTERM),
          GRACE_SECONDS,
          linger);
    }
  }

  /** The tool. */
  public TtyProxyTool() {}

  @Override
  public String name() {
    return "tty_proxy";
  }

  @Override
  public String summary() {
    return "run a program on a terminal of its own, and relay data";
  }

  @Override
  public int failureStatus(Request request) {
    return FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    Grammar.Builder<Request> grammar =
        Grammar.of(name(), Request::new)
            .describedAs(
                "Runs PROGRAM in a new session on a new pseudoterminal and relays data between"
                    + " that and standard input and output. PROGRAM has job control, also on a"
                    + " socket, and cannot push characters into the caller's terminal.")
            .describedAs(
                "A terminal on standard input is raw meanwhile, and restored at the end. Its size"
                    + " is that of the new terminal, also when it changes. The end of input is"
                    + " typed on the new terminal once, when it reads lines.")
            .describedAs(
                "SIGHUP, SIGINT, SIGQUIT and SIGTERM are passed on, unless they are ignored. Five"
                    + " seconds after SIGHUP or SIGTERM the relay ends, and with it the terminal."
                    + " If nobody reads standard output any more, the terminal is hung up.");
    options(grammar);
    differences(grammar);
    return grammar
        .program("PROGRAM [ARGUMENT...]", 1, (r, words) -> r.command = words)
        .programStatuses()
        .status("128 + n", "the program was killed by signal n, or signal n ended the relay")
        .example("ctrtool tty_proxy login <&7 >&7", "a login with job control on a socket")
        .example("ctrtool tty_proxy -h 24 -w 80 top -n 1 >screen", "what top shows, without one")
        .example("ctrtool tty_proxy -T -e make", "no terminal at all, whatever the caller has")
        .build();
  }

  private static void options(Grammar.Builder<Request> grammar) {
    grammar
        .option(
            'w',
            "columns",
            "COLUMNS",
            "width of the new terminal; 0 and less: the caller's",
            (r, v) -> r.columns = length(v))
        .option(
            'h',
            "rows",
            "ROWS",
            "height of the new terminal; 0 and less: the caller's",
            (r, v) -> r.rows = length(v))
        .option(
            'p',
            "ptmx",
            "PTMX",
            "multiplexer to open instead of /dev/ptmx",
            (r, v) -> r.multiplexer = v)
        .flag('T', "pipes", "pipes instead of a terminal", r -> r.pipes = true)
        .flag(
            'e',
            "separate-stderr",
            "a pipe for standard error, relayed to standard error",
            r -> r.separateErrors = true)
        .option(
            "linger",
            "SECONDS",
            "await output of other processes only so long after the program's end; without it,"
                + " until all have closed it",
            (r, v) -> r.linger = Values.integer(v, 0, 1_000_000));
  }

  private static void differences(Grammar.Builder<Request> grammar) {
    grammar
        .difference("The end of input is passed on, and changes of the size.")
        .difference(
            "The caller's terminal is raw, and restored also when a signal ends the relay; with -e"
                + " its output is processed still. The modes of the caller's descriptors stay.")
        .difference("The new terminal is always opened through PTMX, not by a name in /dev/pts.")
        .difference("If nobody reads the output, the program gets SIGHUP or SIGPIPE.")
        .difference("It is not stopped when it changes a terminal from the background.")
        .difference("A width or height must be a number, up to 65535. --linger is new.")
        .difference("A set-up that fails is status 125, and an exec 126 or 127.");
  }

  private static int length(String word) {
    boolean negative = word.startsWith("-");
    int value = Values.integer(negative ? word.substring(1) : word, 0, 65_535);
    return negative ? 0 : value;
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    return TtyProxy.run(kernel, request, invocation);
  }
}
