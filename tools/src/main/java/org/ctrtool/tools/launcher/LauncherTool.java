package org.ctrtool.tools.launcher;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Securebits;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.grammar.CapabilityNames;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.IdMaps;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.grammar.Option;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
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
                    + " \"all,-sys_admin\".");
    namespaces(grammar);
    script(grammar);
    aroundTheChild(grammar);
    theChild(grammar);
    identity(grammar);
    capabilities(grammar);
    program(grammar);
    notAvailable(grammar);
    return grammar
        .program("PROGRAM [ARGUMENT...]", 0, (o, words) -> o.command = words)
        .check(LauncherOptions::check)
        .status(0, "without --wait: the program's process goes on by itself")
        .status(2, "usage error, nothing was done")
        .status(125, "something failed before the program was executed, or the script failed")
        .status(126, "the program was found but cannot be executed")
        .status(127, "the program was not found")
        .status("other", "with --wait: the program's own, or 128 and the signal that killed it")
        .example("ctrtool launcher -wn -d -x 'ip link ... netns $1' sh", "a network of its own")
        .example("ctrtool launcher --escape -UwgN --uid-map=0.1000.1 id", "without privileges")
        .build();
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
        .flag(
            'U',
            "user",
            "new user namespace; needs --escape",
            o -> o.namespace(CloneFlags.CLONE_NEWUSER))
        .flag('u', "uts", "new UTS namespace", o -> o.namespace(CloneFlags.CLONE_NEWUTS))
        .option(
            "uid-map",
            "MAP",
            "user IDs as INSIDE.OUTSIDE.COUNT, several with colons",
            (o, v) -> o.uidMap = IdMaps.map(v))
        .option("gid-map", "MAP", "group IDs", (o, v) -> o.gidMap = IdMaps.map(v))
        .flag("disable-setgroups", "forbid setgroups(2) inside", o -> o.denySetgroups = true)
        .flag("escape", "run from a sealed copy of ctrtool", o -> o.escape = true)
        .flag("unsafe-no-escape", "allow --user without --escape", o -> o.unsafeNoEscape = true);
  }

  private static void script(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("The script")
        .option(
            'x',
            "script",
            "FILE",
            "run FILE while the child waits; its arguments: the child's PID, a descriptor of"
                + " /proc/PID, -1",
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
            "give the script a PID descriptor, its number in " + Variables.PID_FD,
            o -> o.pidfd = true);
  }

  private static void aroundTheChild(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("Around the child")
        .flag('w', "wait", "wait for the program and exit like it", o -> o.wait = true)
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
            (o, v) -> o.closed.add(Values.fd(v)));
  }

  private static void theChild(Grammar.Builder<LauncherOptions> grammar) {
    grammar
        .section("What the child sees")
        .option('H', "hostname", "NAME", "set the host name", (o, v) -> o.hostname = v)
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
            "NUMBER",
            "set the securebits",
            (o, v) -> o.securebits = new Securebits(Values.number(v, 0, 0xFFFFFFFFL)))
        .flag('D', "no-new-privs", "no exec gains privileges", o -> o.noNewPrivileges = true)
        .optional(
            "clear-caps-before-exec",
            "0|1",
            "leave only inheritable capabilities; automatic with -U, -b and -r",
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
            "exec-no-cloexec",
            "leave the executed file open, as scripts need it",
            o -> o.executableStaysOpen = true);
  }

  /** Known, so that nobody takes them for spelling mistakes. */
  private static void notAvailable(Grammar.Builder<LauncherOptions> grammar) {
    grammar.section("Not available in this version");
    Missing missing = new Missing(grammar);
    missing.option('O', "owner-uid", "UID");
    missing.option('f', "userns-fd", "FD");
    missing.option(Option.NO_LETTER, "old-nsenter", "REQUEST");
    missing.option(Option.NO_LETTER, "nsenter2", "REQUEST");
    missing.option(Option.NO_LETTER, "nsenter-post", "REQUEST");
    missing.option(Option.NO_LETTER, "set-tid", "LIST");
    missing.flag(Option.NO_LETTER, "fork");
    missing.flag(Option.NO_LETTER, "fork-daemon");
    missing.flag('F', "script-no-fork");
    missing.option('X', "socketpair", "0-3");
    grammar.alsoNamed("unix-socketpair");
    missing.option(Option.NO_LETTER, "open-namespaces", "LETTERS");
    missing.flag(Option.NO_LETTER, "alloc-tty");
    missing.flag(Option.NO_LETTER, "alloc-pipe");
    missing.option(Option.NO_LETTER, "tty-owner-uid", "UID");
    missing.option(Option.NO_LETTER, "tty-owner-gid", "GID");
    missing.flag(Option.NO_LETTER, "exec-anon-fd");
  }

  private record Missing(Grammar.Builder<LauncherOptions> grammar) {
    private static final String WHAT = "not available in this version";

    void flag(char letter, String name) {
      grammar.flag(letter, name, WHAT, o -> UsageError.when(true, WHAT));
    }

    void option(char letter, String name, String placeholder) {
      grammar.option(letter, name, placeholder, WHAT, (o, v) -> UsageError.when(true, WHAT));
    }
  }

  @Override
  public int run(LauncherOptions options, Invocation invocation, Kernel kernel) {
    options.checkClearing(kernel.prctlGetNoNewPrivs());
    checkOpen(options, kernel);
    if (options.escape) {
      SealedProgram.runFrom(kernel, invocation, Invocation.ending(this, FAILED));
    }
    return new Launch(kernel, options, invocation, Invocation.ending(this, FAILED)).run();
  }

  private static void checkOpen(LauncherOptions options, Kernel kernel) {
    if (options.notify != null) {
      checkOpen("--notify-fd", options.notify, kernel);
    }
    for (Fd fd : options.closed) {
      checkOpen("--close-fd", fd, kernel);
    }
    if (options.executable instanceof Executable.Open open) {
      checkOpen("--exec-fd", open.file(), kernel);
    }
  }

  private static void checkOpen(String option, Fd fd, Kernel kernel) {
    UsageError.when(
        Attempt.errno(() -> kernel.fcntlGetfd(fd)) != null,
        option + ": descriptor " + fd + " is not open");
  }
}
