package org.ctrtool.tools.pidfdctl;

import static org.ctrtool.tools.pidfdctl.Operation.ANSWER;
import static org.ctrtool.tools.pidfdctl.Operation.PROCESS;
import static org.ctrtool.tools.pidfdctl.Operation.SUBJECT;

import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Signals;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;

/** Opens processes and namespaces, and hands them to a program. */
public final class PidfdCtlTool implements Tool<Request> {
  /** The tool. */
  public PidfdCtlTool() {}

  @Override
  public String name() {
    return "pidfd_ctl";
  }

  @Override
  public String summary() {
    return "hand descriptors of processes and namespaces to a program";
  }

  @Override
  public int failureStatus(Request request) {
    return request.command.isEmpty() ? 1 : 125;
  }

  @Override
  public Grammar<Request> grammar() {
    Grammar.Builder<Request> grammar =
        Grammar.of(name(), Request::new)
            .synopsis("OPERATION... [PROGRAM [ARGUMENT...]]")
            .describedAs(
                "The options are operations on three registers for descriptors, carried out in the"
                    + " order given: register 1 is meant for processes, register 2 for what is"
                    + " looked at, register 3 for what is found out. Then PROGRAM is executed,"
                    + " which gets what was exported.")
            .describedAs(
                "A command of -c is on its own from then on: it goes on whatever becomes of the"
                    + " operations behind it and of PROGRAM.")
            .describedAs(DescriptorSpec.HELP);
    fill(grammar);
    ask(grammar);
    act(grammar);
    handOver(grammar);
    return grammar
        .program("PROGRAM [ARGUMENT...]", 0, (r, words) -> r.command = words)
        .check(Request::check)
        .status(0, "without a program: all operations were done")
        .status(1, "without a program: an operation failed")
        .variable("NAME", "of -e, -E, -v: set to the number of the descriptor")
        .programStatuses()
        .example("ctrtool pidfd_ctl -n 7 -e P server", "process 7, as descriptor $P")
        .example(
            "ctrtool pidfd_ctl -1 5 --signal term --wait",
            "end the process of descriptor 5, and no other that got its number")
        .example("ctrtool pidfd_ctl -n 7 -F 3 -N -y -u -y -O", "whose network a socket belongs to")
        .example("ctrtool pidfd_ctl -n 7 -F 3 -E FILE cat", "its descriptor 3 as $FILE")
        .difference(
            "-n takes numbers and \"self\". An empty register, an unset variable and a descriptor"
                + " that is not open are usage errors, found before anything is done where the"
                + " operations before cannot change that.")
        .difference("One descriptor may be loaded twice, in any form.")
        .difference("A register that is overwritten is closed, unless it was exported.")
        .difference("A command of -c gets the descriptors that were exported before it.")
        .difference("--signal and --wait are new.")
        .difference("Statuses are 1 and 2 or 125 to 127, and not 253 to 255.")
        .build();
  }

  private static void fill(Grammar.Builder<Request> grammar) {
    grammar
        .section("Filling registers")
        .option(
            '1',
            "load1",
            "SPEC",
            "register 1 becomes this descriptor",
            (r, v) -> r.fill(PROCESS, new Operation.Load(PROCESS, DescriptorSpec.of(v))))
        .option(
            '2',
            "load2",
            "SPEC",
            "register 2 becomes this descriptor",
            (r, v) -> r.fill(SUBJECT, new Operation.Load(SUBJECT, DescriptorSpec.of(v))))
        .option(
            'n',
            "open",
            "PID",
            "register 1 becomes a descriptor of this process; 0 or self: of PROGRAM",
            (r, v) -> r.fill(PROCESS, new Operation.Open(process(v))))
        .option(
            'c',
            "command",
            "COMMAND",
            "register 1 becomes a descriptor of a child that runs /bin/sh -c COMMAND",
            (r, v) -> r.fill(PROCESS, new Operation.Start(v)))
        .option(
            'F',
            "get-fd",
            "N",
            "register 2 becomes a copy of descriptor N of the process in register 1",
            (r, v) ->
                r.answer(
                    PROCESS, SUBJECT, new Operation.Fetch(Values.integer(v, 0, Integer.MAX_VALUE))))
        .flag('x', "swap12", "exchange registers 1 and 2", r -> r.exchange(PROCESS, SUBJECT))
        .flag('y', "swap23", "exchange registers 2 and 3", r -> r.exchange(SUBJECT, ANSWER));
  }

  private static Pid process(String word) {
    return new Pid(word.equals("self") ? 0 : Values.integer(word, 0, Integer.MAX_VALUE));
  }

  private static void ask(Grammar.Builder<Request> grammar) {
    grammar
        .section("Asking about register 2")
        .flag(
            'N',
            "socket-netns",
            "a socket: register 3 becomes its network namespace",
            r -> ask(r, Operation.Question.SOCKET_NETWORK))
        .flag(
            'u',
            "owner",
            "a namespace: register 3 becomes the user namespace that owns it",
            r -> ask(r, Operation.Question.OWNER))
        .flag(
            'p',
            "parent",
            "a user or PID namespace: register 3 becomes its parent",
            r -> ask(r, Operation.Question.PARENT))
        .flag(
            'O',
            "print-owner-uid",
            "a user namespace: print the user ID of its owner; PROGRAM may be left out",
            r -> r.use(SUBJECT, new Operation.PrintOwner()));
  }

  private static void ask(Request request, Operation.Question question) {
    request.answer(SUBJECT, ANSWER, new Operation.Ask(question));
  }

  private static void act(Grammar.Builder<Request> grammar) {
    grammar
        .section("With the process in register 1; PROGRAM may be left out")
        .option(
            "signal",
            "SIG",
            "send it this signal: a name, also RTMIN+1, or a number",
            (r, v) -> r.use(PROCESS, new Operation.Send(Signals.signal(v))))
        .newer()
        .flag("wait", "wait until it has ended", r -> r.use(PROCESS, new Operation.Await()))
        .newer();
  }

  private static void handOver(Grammar.Builder<Request> grammar) {
    grammar
        .section("For the program")
        .option(
            'e',
            "export1",
            "NAME",
            "the program inherits register 1, its number in variable NAME",
            (r, v) -> r.export(PROCESS, Variables.name(v)))
        .option(
            'E',
            "export2",
            "NAME",
            "the same with register 2",
            (r, v) -> r.export(SUBJECT, Variables.name(v)))
        .option(
            'v',
            "export3",
            "NAME",
            "the same with register 3",
            (r, v) -> r.export(ANSWER, Variables.name(v)))
        .option(
            'f',
            "touch",
            "PATH",
            "look at PATH: it must exist, and is mounted if that is automatic",
            (r, v) -> r.operations.add(new Operation.Touch(v)))
        .flag(
            'I',
            "ignore-sigchld",
            "ignore SIGCHLD from here on, so that no child stays as a zombie",
            r -> r.operations.add(new Operation.IgnoreChildren()));
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Ending ending = Invocation.ending(this, failureStatus(request));
    Variables variables = Variables.of(invocation.environment());
    Foresight.look(kernel, variables, request.operations);
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    RegisterMachine machine = new RegisterMachine(kernel, variables, ending);
    for (Operation operation : request.operations) {
      machine.perform(operation);
    }
    if (!request.command.isEmpty()) {
      kernel.become(ending, last -> Programs.execute(last, request.command, variables));
    }
    return 0;
  }
}
