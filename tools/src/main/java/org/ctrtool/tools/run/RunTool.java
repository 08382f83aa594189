package org.ctrtool.tools.run;

import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.IdMaps;
import org.ctrtool.tools.grammar.Limits;

/** A container in one command and without a script. */
public final class RunTool implements Tool<RunOptions> {
  /** The status of a failure before the program is executed. */
  private static final int FAILED = 125;

  /** The tool. */
  public RunTool() {}

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "run a program in a new container";
  }

  @Override
  public int failureStatus(RunOptions request) {
    return FAILED;
  }

  @Override
  public Grammar<RunOptions> grammar() {
    Grammar.Builder<RunOptions> grammar =
        Grammar.of(name(), RunOptions::new)
            .describedAs(
                "Runs PROGRAM in a new container and exits like it: mount, PID, network, IPC and UTS"
                    + " namespaces, and a user namespace for callers without privileges; a root file"
                    + " system in memory in which an image is shown read-only; few capabilities,"
                    + " no_new_privs, and only descriptors 0, 1 and 2.")
            .describedAs(
                "The container ends when PROGRAM does, and when ctrtool itself is killed. Without"
                    + " --image the host's system directories (/usr, /etc, /opt and what belongs to"
                    + " them) are the image.")
            .describedAs(
                "What is shown read-only stays so, also for a PROGRAM with CAP_SYS_ADMIN in a user"
                    + " namespace; without one that capability is the machine's, and may change"
                    + " everything.")
            .describedAs(
                "A PROGRAM that is a link to /proc/self/exe, or whose interpreter is one, does not"
                    + " reach the host's ctrtool: as process 1 it goes on from a sealed copy.");
    files(grammar);
    isolation(grammar);
    program(grammar);
    return grammar
        .program("PROGRAM [ARGUMENT...]", 1, (o, words) -> o.command = words)
        .check(RunOptions::check)
        .programStatuses()
        .example("ctrtool run -- sh", "a shell that sees the host's programs and nothing else")
        .example("ctrtool run --image /srv/debian --tty -- bash", "a shell in an image")
        .example(
            "ctrtool run --uid-map 0.100000.65536 --gid-map 0.100000.65536 -- id",
            "with a range of IDs of its own")
        .example(
            "ctrtool run --bind /srv/data:/data:ro --net host -- server", "a service with its data")
        .build();
  }

  private static void files(Grammar.Builder<RunOptions> grammar) {
    grammar
        .section("Files")
        .option("image", "PATH", "a directory, or a squashfs file", RunOptions::image)
        .option(
            "bind",
            "SOURCE:TARGET[:ro]",
            "show a file or directory of the host; repeatable",
            RunOptions::bind)
        .option(
            "tmpfs",
            "TARGET[:OPTIONS]",
            "mount an empty file system in memory; repeatable",
            RunOptions::tmpfs)
        .option(
            "workdir", "DIR", "the program's working directory (/)", RunOptions::workingDirectory);
  }

  private static void isolation(Grammar.Builder<RunOptions> grammar) {
    grammar
        .section("Isolation")
        .flag("rootless", "use a user namespace in any case", o -> o.rootless = true)
        .option(
            "uid-map",
            "MAP",
            "user IDs as INSIDE.OUTSIDE.COUNT, several with colons",
            (o, v) -> o.uidMap = IdMaps.map(v))
        .option("gid-map", "MAP", "group IDs", (o, v) -> o.gidMap = IdMaps.map(v))
        .option(
            "net",
            "new|host|PATH",
            "the network: an own one, the caller's, or that of a namespace file",
            RunOptions::network)
        .option("hostname", "NAME", "the host name inside (ctrtool)", RunOptions::hostname)
        .option(
            "cap-add",
            "NAME,...",
            "let the program have these capabilities too",
            RunOptions::addCapability)
        .option("cap-drop", "NAME,...", "take these capabilities away", RunOptions::dropCapability);
  }

  private static void program(Grammar.Builder<RunOptions> grammar) {
    grammar
        .section("The program")
        .flag("tty", "give it a terminal of its own", o -> o.terminal = true)
        .flag("init", "run a small init as process 1", o -> o.init = true)
        .option(
            "env",
            "NAME[=VALUE]",
            "set a variable, or pass the caller's on; repeatable",
            RunOptions::environment)
        .option(
            "rlimit",
            "NAME=SOFT[:HARD]",
            "set a resource limit; repeatable",
            (o, v) -> o.limits.add(Limits.limit(v)))
        .option("keep-fd", "FD", "let it inherit this descriptor; repeatable", RunOptions::keep);
  }

  @Override
  public int run(RunOptions options, Invocation invocation, Kernel kernel) {
    RunRequest request = options.request(invocation);
    for (int number : request.keptDescriptors()) {
      DescriptorSpec.requireOpen(kernel, new Fd(number), "--keep-fd: ");
    }
    Ending ending = new Ending("ctrtool " + name(), FAILED);
    return new Container(kernel, request, invocation.program(), ending).run();
  }
}
