package org.ctrtool.tools.ppidcheck;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.descriptors.ProcessDescriptor;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Signals;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;

/** Runs a program as a process with certain attributes, if its parent is the expected one. */
public final class PpidCheckTool implements Tool<Attributes> {
  private static final int FAILED = 125;

  /** The tool. */
  public PpidCheckTool() {}

  @Override
  public String name() {
    return "ppid_check";
  }

  @Override
  public String summary() {
    return "run a program that ends with its parent, with signals set up";
  }

  @Override
  public int failureStatus(Attributes request) {
    return FAILED;
  }

  @Override
  public Grammar<Attributes> grammar() {
    Grammar.Builder<Attributes> grammar =
        Grammar.of(name(), Attributes::new)
            .describedAs(
                "Changes attributes of the process, in a fixed order whatever the order of the"
                    + " options: signal mask, dispositions, subreaper, death signal, check of the"
                    + " parent, no_new_privs, alarm, session. Then it executes PROGRAM, which"
                    + " keeps them.")
            .describedAs(
                "SIG is a number from 1 to 64 or a name such as term, SIGTERM or RTMIN+1. The death"
                    + " signal is sent when the thread ends that made this process, and an exec"
                    + " that gains privileges clears it.");
    grammar.describedAs(DescriptorSpec.HELP);
    signals(grammar);
    others(grammar);
    return grammar
        .program("PROGRAM [ARGUMENT...]", 1, (a, words) -> a.command = words)
        .variable("PREFIX_PID", "with -e: set to the process ID of PROGRAM")
        .variable("PREFIX_PPID", "with -e: set to that of its parent")
        .programStatuses()
        .example(
            "sh -c 'ctrtool ppid_check -d term -p $$ server & ...'",
            "a server that ends with the shell, also if that ends too early")
        .example("ctrtool ppid_check -i hup -s daemon", "a session that outlives the terminal")
        .difference(
            "-p and -a take numbers only. A signal may be real-time by name; the prefix of -e may"
                + " be of any length.")
        .difference("--parent-fd is new: a process ID may have been given to another process.")
        .difference("A step that fails is status 125, and an exec 126 or 127.")
        .build();
  }

  private static void signals(Grammar.Builder<Attributes> grammar) {
    grammar
        .option(
            'b',
            "block",
            "SIG",
            "block this signal; repeatable",
            (a, v) -> a.blocked = a.blocked.with(Signals.signal(v)))
        .option(
            'u',
            "unblock",
            "SIG",
            "unblock it, unless -b names it, too; repeatable",
            (a, v) -> a.unblocked = a.unblocked.with(Signals.signal(v)))
        .option(
            'i',
            "ignore",
            "SIG",
            "ignore it; repeatable",
            (a, v) -> a.ignored = a.ignored.with(Signals.signal(v)))
        .option(
            'D',
            "default",
            "SIG",
            "set it to its default, also if -i names it; repeatable",
            (a, v) -> a.byDefault = a.byDefault.with(Signals.signal(v)))
        .option(
            'd',
            "death-signal",
            "SIG",
            "the signal to get when the parent ends",
            (a, v) -> a.deathSignal = Signals.signal(v));
  }

  private static void others(Grammar.Builder<Attributes> grammar) {
    grammar
        .option(
            'p',
            "parent",
            "PID",
            "fail unless this is the parent's process ID; 0 where the parent is in no PID"
                + " namespace visible here",
            (a, v) -> a.parent = new Pid(Values.integer(v, 0, Integer.MAX_VALUE)))
        .option(
            "parent-fd",
            "SPEC",
            "fail unless the parent is the process of this descriptor, or where it is not visible,"
                + " that process runs",
            (a, v) -> a.parentProcess = DescriptorSpec.of(v))
        .newer()
        .flag('r', "subreaper", "orphaned descendants become its children", a -> a.subreaper = true)
        .flag('n', "no-new-privs", "no exec gains privileges", a -> a.noNewPrivileges = true)
        .option(
            'a',
            "alarm",
            "SECONDS",
            "SIGALRM after this time; 0: none",
            (a, v) -> a.alarm = Values.integer(v, 0, Integer.MAX_VALUE))
        .flag('s', "setsid", "a session of its own", a -> a.session = true)
        .option(
            'e',
            "export",
            "PREFIX",
            "set the variables PREFIX_PID and PREFIX_PPID",
            PpidCheckTool::prefix);
  }

  private static void prefix(Attributes attributes, String prefix) {
    UsageError.when(
        prefix.indexOf('=') >= 0, OsStrings.quoted(prefix) + " cannot begin a variable's name");
    attributes.prefix = prefix;
  }

  @Override
  public int run(Attributes attributes, Invocation invocation, Kernel kernel) {
    Variables variables = Variables.of(invocation.environment());
    if (attributes.parentProcess != null) {
      Fd process = attributes.parentProcess.take(kernel, variables);
      attributes.parent = runningParent(attributes, process, kernel);
    }
    if (attributes.prefix != null) {
      Pid parent = attributes.parent == null ? kernel.getppid() : attributes.parent;
      variables
          .set(attributes.prefix + "_PID", kernel.getpid().toString())
          .set(attributes.prefix + "_PPID", parent.toString());
    }
    kernel.become(
        Invocation.ending(this, FAILED),
        last -> {
          attributes.apply(last);
          Programs.execute(last, attributes.command, variables);
        });
    return FAILED;
  }

  /**
   * The number of a process that runs still. A parent that has it is this process and none that got
   * its number: whoever adopts orphans was there already. As the number tells nothing of a parent
   * in a PID namespace above, the death signal is set before.
   */
  private static Pid runningParent(Attributes attributes, Fd process, Kernel kernel) {
    kernel.doing("checking the parent");
    if (attributes.deathSignal != null) {
      kernel.prctlSetPdeathsig(attributes.deathSignal);
    }
    String name = "descriptor " + process;
    Pid number = ProcessDescriptor.number(kernel, process, name);
    ProcessDescriptor.requireRunning(kernel, process, name);
    if (attributes.parent != null && !attributes.parent.equals(number)) {
      throw new ToolFailure(name + " is process " + number + ", and not " + attributes.parent);
    }
    return number;
  }
}
