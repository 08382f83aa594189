package org.ctrtool.tools.setfds;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;

/** Runs a program with the standard descriptors, the listed ones from 3 on, and no others. */
public final class SetFdsTool implements Tool<SetFdsTool.Request> {
  private static final int FAILED = 125;
  private static final String LISTEN_FDS = "LISTEN_FDS";
  private static final String LISTEN_PID = "LISTEN_PID";
  private static final String LISTEN_FDNAMES = "LISTEN_FDNAMES";

  /** What the program is to get. */
  public static final class Request {
    private List<DescriptorSpec> descriptors = List.of();
    private boolean announce;
    private boolean forget;
    private List<String> command = List.of();

    Request() {}
  }

  /** The tool. */
  public SetFdsTool() {}

  @Override
  public String name() {
    return "set_fds";
  }

  @Override
  public String summary() {
    return "run a program with the descriptors it is to have, and no others";
  }

  @Override
  public int failureStatus(Request request) {
    return FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    return Grammar.of(name(), Request::new)
        .describedAs(
            "Executes PROGRAM with its standard descriptors as they are, the listed descriptors as"
                + " 3, 4, 5 and so on, and everything else closed.")
        .describedAs(
            "LIST is separated by commas. A descriptor may be listed several times, also 0, 1 and"
                + " 2. Of -f and -e the last one counts.")
        .option('f', "fds", "LIST", "numbers of descriptors", (r, v) -> r.descriptors = numbers(v))
        .option(
            'e',
            "fds-env",
            "LIST",
            "the same; also /NAME, the environment variable that holds the number, and :NAME,"
                + " which the program does not get to see",
            (r, v) -> r.descriptors = Values.list(v, DescriptorSpec::of))
        .flag(
            's',
            "listen-env",
            "set LISTEN_FDS and LISTEN_PID as for socket activation, remove LISTEN_FDNAMES",
            r -> r.announce = true)
        .flag(
            "no-listen-env",
            "remove LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES; without it and -s they stay",
            r -> r.forget = true)
        .program("PROGRAM [ARGUMENT...]", 1, (r, words) -> r.command = words)
        .check(
            r ->
                UsageError.when(
                    r.announce && r.forget, "--listen-env and --no-listen-env contradict"))
        .variable("LISTEN_FDS", "with -s: set to how many descriptors are listed")
        .variable("LISTEN_PID", "with -s: set to the process ID of PROGRAM")
        .variable("LISTEN_FDNAMES", "with -s: removed")
        .programStatuses()
        .example("ctrtool set_fds -s -f 5 server 5<socket", "socket activation")
        .example("ctrtool set_fds sh", "a shell without descriptors left over from the caller")
        .difference("A failure is told; what cannot be executed is status 126 or 127.")
        .difference(
            "Numbers may be hexadecimal or octal; the whole word must be a number, and the"
                + " descriptor open, or it is a usage error.")
        .difference("A :NAME may be listed twice. -s removes LISTEN_FDNAMES.")
        .difference("--no-listen-env is new.")
        .build();
  }

  private static List<DescriptorSpec> numbers(String list) {
    return Values.list(
        list,
        word -> {
          UsageError.when(
              !Values.isNumber(word), OsStrings.quoted(word) + " is no number of a descriptor");
          return DescriptorSpec.of(word);
        });
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Variables variables = Variables.of(invocation.environment());
    List<Fd> listed = new ArrayList<>();
    for (DescriptorSpec spec : request.descriptors) {
      listed.add(spec.find(kernel, variables));
    }
    for (DescriptorSpec spec : request.descriptors) {
      spec.hideVariable(variables);
    }
    announce(request, variables, kernel);
    DescriptorTable table = new DescriptorTable(listed, OpenDescriptors.toClose(kernel));
    kernel.become(
        Invocation.ending(this, FAILED),
        last -> {
          last.doing("arranging descriptors");
          table.arrange(last);
          Programs.execute(last, request.command, variables);
        });
    return FAILED;
  }

  private static void announce(Request request, Variables variables, Kernel kernel) {
    if (request.announce || request.forget) {
      variables.unset(LISTEN_FDS).unset(LISTEN_PID).unset(LISTEN_FDNAMES);
    }
    if (request.announce) {
      variables
          .set(LISTEN_PID, kernel.getpid().toString())
          .set(LISTEN_FDS, Integer.toString(request.descriptors.size()));
    }
  }
}
