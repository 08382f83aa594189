package org.ctrtool.tools.launcher;

import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.grammar.CapabilityNames;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.IdMaps;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.grammar.SecurebitNames;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.ctrtool.tools.namespaces.NamespaceRequest;
import org.ctrtool.tools.privileges.PrivilegeRequest;

/** Containers whose making a script has a hand in. */
public final class LauncherTool implements Tool<LauncherOptions> {
  /** The status of a failure before the program is executed. */
  static final int FAILED = 125;

  /** The tool. */
  public LauncherTool() {}

  @Override
  public String name() {
    return "launcher";
  }

  @Override
  public List<String> aliases() {
    return List.of("container-launcher");
  }

  @Override
  public String summary() {
    return "run a program in new namespaces that a script prepares";
  }

  @Override
  public int failureStatus(LauncherOptions request) {
    return FAILED;
  }

  @Override
  public Grammar<LauncherOptions> grammar() {
    Grammar.Builder<LauncherOptions> grammar =
        Grammar.of(name(), LauncherOptions::new)
            .describedAs(
                "Makes a process in new namespaces, lets a script prepare it from outside, and then"
                    + " lets it go on: as another user, with other capabilities, in another root"
                    + " directory, as PROGRAM.")
            .describedAs(
                "MASK is a number or a list of names such as \"net_admin,sys_chroot\", \"none\","
                    + " \"all,-sys_admin\".")
            .describedAs(NamespaceRequest.SYNTAX)
            .describedAs(
                "Names are looked up where the launcher is (-K, -L, -P, -M, --old-nsenter,"
                    + " --exec-file-host, the script), where the child is by then (other requests;"
                    + " -r after the script), or in the new root (PROGRAM, --exec-file). Nothing"
                    + " else is looked up there.")
            .describedAs(
                "The order from outside: -K, the child's namespaces and --nsenter2, -M, -P, the ID"
                    + " maps, the script. If a map or the script fails, the child was in the cgroup"
                    + " of -P for a moment. Only a -K that all of them take keeps other launchers"
                    + " from coming between -M and -P.");
    namespaces(grammar);
    script(grammar);
    aroundTheChild(grammar);
    theChild(grammar);
    identity(grammar);
    capabilities(grammar);
    program(grammar);
    grammar
        .program("PROGRAM [ARGUMENT...]", 0, (o, words) -> o.command = words)
        .check(LauncherOptions::check)
        .searchesPath()
        .variable(VariableNames.SOCKET, "for PROGRAM: its end of -X")
        .variable(VariableNames.EXEC_FD, "for the script, and PROGRAM: the file that is executed")
        .variable(
            VariableNames.PID_FD,
            "for the script: the PID descriptor of --pidfd; read for a request \"LETTERS-\"")
        .variable(
            "CTRTOOL_CONTAINER_LAUNCHER_..._NS",
            "for the script: the namespaces of --open-namespaces, with IPC, MNT, NET, PID, USER,"
                + " UTS, CGROUP or TIME")
        .variable(
            "CTRTOOL_CONTAINER_LAUNCHER_CHILD_..._FD",
            "for the script with -F: ends of --alloc-tty or --alloc-pipe, with STDIN, STDOUT or"
                + " STDERR")
        .status(0, "without --wait: the program's process goes on by itself")
        .status(2, "usage error, nothing was done")
        .status(125, "something failed before the program was executed, or the script failed")
        .status(126, "the program was found but cannot be executed")
        .status(127, "the program was not found")
        .status("other", "with --wait: the program's own, or 128 and the signal that killed it")
        .example("ctrtool launcher -w --nsenter2=imnpu//proc/7 --fork sh", "beside process 7")
        .example(
            "ctrtool launcher -w --nsenter2=U=/run/user-ns --unshare2=imnpu -t sh",
            "new namespaces that belong to a user namespace")
        .example("ctrtool launcher -wn -d -x 'ip link ... netns $1' sh", "a network of its own")
        .example("ctrtool launcher --escape -UwgN --uid-map=0.1000.1 id", "without privileges");
    differences(grammar);
    return grammar.build();
  }

  private static void differences(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .difference(
            "A failure is told once, with the step and the call, and no child is left behind. A"
                + " script that fails is status 125; its own is in the message.")
        .difference(
            "A sealed copy is made unasked with -U, -f, requests, and with --fork together with -p.")
        .difference("The pair of -X is made in the child: it cannot reach the host's sockets.")
        .difference("A /proc of another PID namespace is refused, instead of used for a stranger.")
        .difference(
            "Processes of namespaces that are entered cannot trace the child; without privileges"
                + " the script cannot open its namespaces then.")
        .difference(
            "--nsenter-post opens its files, and -t the place of proc, before the change of root;"
                + " proc is not mounted through a link.")
        .difference("Requests know T, the time namespace; there may be any number of them.")
        .difference(
            "-F needs -x; -O, --uid-map, --gid-map and --disable-setgroups need -U; -f refuses the"
                + " options that it has no use for.")
        .difference(
            "The end of input reaches a program with --alloc-tty or --alloc-pipe, and the size of"
                + " the window its terminal, which is not opened by name.")
        .difference("-b works with a user other than 0, and refuses what it cannot keep.")
        .difference(
            "-R takes a word or a beginning that fits one only; IDs are not cut to 32 bits but"
                + " refused.")
        .difference("The child sets its own limits; only a hard limit is raised from outside.")
        .difference(
            "What the launcher opens is closed by the exec, unless the script or the program is"
                + " told of it.")
        .difference(
            "--unshare2, --wait-exec, --time, --monotonic, --boottime, --lock-timeout and"
                + " --close-all are new.");
  }

  private static void namespaces(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("Namespaces")
        .flag('C', "cgroup", "new cgroup namespace", o -> o.cgroupNamespace = true)
        .flag('i', "ipc", "new IPC namespace", o -> o.namespace(CloneFlags.CLONE_NEWIPC))
        .flag('m', "mount", "new mount namespace", o -> o.namespace(CloneFlags.CLONE_NEWNS))
        .flag('n', "net", "new network namespace", o -> o.namespace(CloneFlags.CLONE_NEWNET))
        .alsoNamed("network")
        .flag('p', "pid", "new PID namespace", o -> o.namespace(CloneFlags.CLONE_NEWPID))
        .flag('U', "user", "new user namespace", o -> o.namespace(CloneFlags.CLONE_NEWUSER))
        .flag('u', "uts", "new UTS namespace", o -> o.namespace(CloneFlags.CLONE_NEWUTS))
        .option(
            "uid-map",
            "MAP",
            "user IDs as INSIDE.OUTSIDE.COUNT, several with colons",
            (o, v) -> o.uidMap = IdMaps.map(v))
        .option("gid-map", "MAP", "group IDs", (o, v) -> o.gidMap = IdMaps.map(v))
        .flag("disable-setgroups", "forbid setgroups(2) inside", o -> o.denySetgroups = true)
        .option(
            'O',
            "owner-uid",
            "UID",
            "who owns the new user namespace, and what --alloc-tty or --alloc-pipe makes",
            LauncherOptions::owner)
        .option(
            "set-tid",
            "PID,...",
            "the child's PID, in its PID namespace first and then outwards",
            LauncherOptions::pids)
        .flag(
            "escape",
            "run from a sealed copy of ctrtool; the default with -U, -f, requests, and -p --fork",
            o -> o.escape = true)
        .flag("unsafe-no-escape", "do not", o -> o.escape = false);
    entering(grammar);
  }

  private static void entering(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("Namespaces that the child enters or makes by itself")
        .option(
            "nsenter2",
            "REQUEST",
            "enter these before the script is run; repeatable",
            LauncherOptions::enter)
        .option(
            "unshare2",
            "LETTERS",
            "make these, in the order of the options; p implies --fork",
            LauncherOptions::make)
        .newer()
        .option(
            "nsenter-post",
            "REQUEST",
            "enter these after the change of root; opened before; repeatable",
            (o, v) -> o.after.add(NamespaceRequest.of(v)))
        .option(
            "old-nsenter",
            "REQUEST",
            "the launcher itself enters these; with -f or -E; repeatable",
            (o, v) -> o.before.add(NamespaceRequest.of(v)))
        .flag("time", "new time namespace", o -> o.timeNamespace = true)
        .newer()
        .option(
            "monotonic",
            "S[.NS]",
            "what is added to its monotonic clock",
            (o, v) -> o.timeOffset("monotonic", v))
        .newer()
        .option(
            "boottime",
            "S[.NS]",
            "what is added to its time since boot",
            (o, v) -> o.timeOffset("boottime", v))
        .newer()
        .flag(
            "fork",
            "the program is a child of the child, which waits and ends like it",
            o -> o.fork = LauncherOptions.Fork.AWAITED)
        .flag(
            "fork-daemon",
            "the same, but the child ends at once",
            o -> o.fork = LauncherOptions.Fork.LEFT)
        .option(
            'f',
            "userns-fd",
            "FD|i",
            "no child: this process enters the user namespace FD (i: none), makes the other"
                + " namespaces and becomes PROGRAM",
            LauncherOptions::inPlace);
  }

  private static void script(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("The script")
        .option(
            'x',
            "script",
            "FILE",
            "run FILE while the child waits; its arguments: the child's PID, a descriptor of"
                + " /proc/PID, a socket of -X or -1",
            (o, v) -> o.script = v)
        .flag('d', "script-is-shell", "FILE is a text for the shell", o -> o.scriptIsShell = true)
        .option(
            'e',
            "script-interpreter",
            "SHELL",
            "the shell for --script-is-shell (/bin/sh)",
            (o, v) -> o.scriptInterpreter = v)
        .flag(
            "pidfd",
            "give the script a PID descriptor, its number in " + VariableNames.PID_FD,
            o -> o.pidfd = true)
        .option(
            "open-namespaces",
            "LETTERS",
            "give it these of the child's namespaces, in CTRTOOL_CONTAINER_LAUNCHER_..._NS",
            (o, v) -> o.shown = NamespaceKind.letters(v))
        .option(
            'X',
            "socketpair",
            "0-3",
            "a pair of sockets for script and program ("
                + VariableNames.SOCKET
                + "), made in the"
                + " child: 1 stream, 2 datagram, 3 packets",
            LauncherOptions::socketPair)
        .alsoNamed("unix-socketpair")
        .flag(
            'F',
            "script-no-fork",
            "the launcher becomes the script; two more arguments: the lock, and where to write a"
                + " byte that releases the child",
            o -> o.scriptReplacesLauncher = true);
  }

  private static void aroundTheChild(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("Around the child")
        .flag('w', "wait", "wait for the program and exit like it", o -> o.wait = true)
        .flag(
            "wait-exec",
            "wait until the program was executed (0) or could not be (126, 127)",
            o -> o.waitExec = true)
        .newer()
        .flag('s', "setsid", "does nothing: a new session is the default", o -> {})
        .flag("unsafe-no-setsid", "stay in the caller's session", o -> o.session = false)
        .option(
            'P',
            "write-pid",
            "FILE",
            "write the child's PID there, as into cgroup.procs; repeatable, the last one first",
            (o, v) -> o.pidFiles.add(0, v))
        .option(
            'M',
            "emptyfile",
            "FILE",
            "fail unless this file is empty, as cgroup.procs may be",
            (o, v) -> o.emptyFile = v)
        .option(
            'K',
            "lockfile",
            "FILE",
            "wait for an exclusive lock on FILE and hold it until the launcher ends",
            (o, v) -> o.lockFile = v)
        .option(
            "rlimit",
            "NAME=SOFT:HARD",
            "set a resource limit; repeatable",
            (o, v) -> o.limits.add(Limits.limit(v)))
        .option(
            'L',
            "log-file",
            "FILE",
            "append output and errors of the program to FILE; its input is empty",
            (o, v) -> o.logFile = v)
        .option(
            "notify-fd",
            "FD",
            "write a colon to FD just before the exec",
            (o, v) -> o.notify = new Fd(Values.integer(v, 3, Integer.MAX_VALUE)))
        .option(
            "close-fd",
            "FD",
            "the program does not get this descriptor; repeatable",
            (o, v) -> o.closed.add(Values.fd(v)))
        .flag("close-all", "the same for all but 0, 1 and 2", o -> o.closeAll = true)
        .newer()
        .option(
            "lock-timeout",
            "SECONDS",
            "how long -K waits (for ever)",
            (o, v) -> o.lockSeconds = Values.integer(v, 0, Integer.MAX_VALUE))
        .newer();
    streams(grammar);
  }

  private static void streams(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .flag(
            "alloc-tty",
            "a terminal of its own, and a pipe for errors; relayed; implies -w",
            o -> o.streams = LauncherOptions.Streams.TERMINAL)
        .flag("alloc-pipe", "the same with pipes", o -> o.streams = LauncherOptions.Streams.PIPES)
        .option("tty-owner-uid", "UID", "their owner", (o, v) -> o.streamOwner = Values.uid(v))
        .option("tty-owner-gid", "GID", "their group", (o, v) -> o.streamGroup = Values.gid(v));
  }

  private static void theChild(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("What the child sees")
        .option('H', "hostname", "NAME", "set the host name", (o, v) -> o.hostname = v)
        .alsoNamed("h") // an abbreviation that was in use when there was no --help
        .option(
            'R',
            "propagation",
            "KIND",
            "of its mounts: shared, slave (the default), private, unchanged",
            (o, v) -> o.propagation = Propagation.of(v))
        .option(
            'r',
            "pivot-root",
            "DIR",
            "the new root, a mount point after the script has run",
            (o, v) -> o.newRoot = v)
        .flag('t', "mount-proc", "mount /proc", o -> o.mountProc = true)
        .flag('V', "clearenv", "empty the environment", o -> o.clearEnvironment = true)
        .option(
            'v',
            "thp-disable",
            "BOOL",
            "no transparent huge pages",
            (o, v) -> o.hugePagesDisabled = Values.bool(v))
        .option(
            'Q',
            "timerslack",
            "NS",
            "how late timers may be, in nanoseconds",
            (o, v) -> o.timerSlack = Values.unsigned(v))
        .flag(
            'E',
            "unsafe",
            "allow -H, -r, -R and -t without namespaces of its own",
            o -> o.unsafe = true)
        .flag("unsafe-debug-dumpable", "let others trace it", o -> o.dumpable = true);
  }

  private static void identity(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("Who the program is")
        .option('S', "uid", "UID", "user (0)", (o, v) -> o.user = Values.uid(v))
        .option('G', "gid", "GID", "group (0)", (o, v) -> o.group = Values.gid(v))
        .option(
            "groups",
            "GID,...",
            "supplementary groups (none)",
            (o, v) -> o.groups = Values.list(v, Values::gid))
        .flag('g', "no-clear-groups", "leave the supplementary groups", o -> o.keepGroups = true)
        .flag('N', "no-set-id", "leave user and group", o -> o.keepIds = true);
  }

  private static void capabilities(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("What it may do")
        .option(
            'I',
            "inh-caps",
            "MASK",
            "inheritable capabilities",
            (o, v) ->
                o.inheritable = new PrivilegeRequest.Inheritable.Exactly(CapabilityNames.set(v)))
        .flag('k', "inh-all", "make all permitted ones inheritable", o -> o.inheritAll = true)
        .option(
            'a',
            "ambient-caps",
            "MASK|inherit",
            "ambient capabilities; \"inherit\": the inheritable ones",
            LauncherOptions::ambient)
        .option(
            'b',
            "bounding-caps",
            "MASK",
            "what is left of the bounding set",
            LauncherOptions::bounding)
        .flag(
            'q',
            "keepcaps",
            "keep capabilities when the user changes",
            o -> o.keepCapabilities = true)
        .option(
            'B',
            "securebits",
            "NAME,...|MASK",
            "set the securebits: noroot, no_setuid_fixup, keep_caps, no_cap_ambient_raise, each"
                + " with _locked, too",
            (o, v) -> o.securebits = SecurebitNames.set(v))
        .flag('D', "no-new-privs", "no exec gains privileges", o -> o.noNewPrivileges = true)
        .optional(
            "clear-caps-before-exec",
            "0|1",
            "leave only inheritable capabilities; automatic with -U, -b, -f, -r, requests and --fork",
            LauncherOptions::clearCapabilities);
  }

  private static void program(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("The program")
        .flag("no-exec", "run none, and wait", o -> o.executable(new Executable.Nothing()))
        .option(
            "exec-file",
            "PATH",
            "execute this file; all operands are arguments",
            (o, v) -> o.executable(new Executable.Path(v)))
        .option(
            "exec-file-host",
            "PATH",
            "the same, opened outside",
            (o, v) -> o.executable(new Executable.OnHost(v)))
        .option(
            "exec-fd",
            "FD",
            "execute this open file",
            (o, v) -> o.executable(new Executable.Open(Values.fd(v))))
        .flag(
            "exec-anon-fd",
            "execute an anonymous file that the script fills, its number in "
                + VariableNames.EXEC_FD,
            o -> o.executable(new Executable.Anonymous()))
        .flag(
            "exec-no-cloexec",
            "leave the executed file open, as scripts need it",
            o -> o.executableStaysOpen = true);
  }

  @Override
  public int run(LauncherOptions options, Invocation invocation, Kernel kernel) {
    options.checkClearing(kernel.prctlGetNoNewPrivs());
    options.checkDescriptors(invocation, kernel);
    if (options.needsSealedCopy()) {
      SealedProgram.runFrom(kernel, invocation, Invocation.ending(this, FAILED));
    }
    return new Launch(kernel, options, invocation, Invocation.ending(this, FAILED)).run();
  }
}
