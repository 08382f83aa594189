package org.ctrtool.tools.nsopenfile;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketType;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/** Opens sockets, files and devices in other namespaces, and hands them to a program. */
public final class NsOpenFileTool implements Tool<Request> {
  private static final int FAILED = 125;

  /** The tool. */
  public NsOpenFileTool() {}

  @Override
  public String name() {
    return "ns_open_file";
  }

  @Override
  public String summary() {
    return "open sockets and files in other namespaces for a program";
  }

  @Override
  public int failureStatus(Request request) {
    return FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    Grammar.Builder<Request> grammar =
        Grammar.of(name(), Request::new)
            .synopsis(
                "[-L REGISTER,SPEC]... [-o FIRST] {-n|-m|-T|-f} [OPTION]... ... PROGRAM"
                    + " [ARGUMENT...]")
            .describedAs(
                "Carries out requests in the order given, then executes PROGRAM, which stays in the"
                    + " namespaces it is called in, inherits what was opened, and finds the numbers"
                    + " of the descriptors in CTRTOOL_NS_OPEN_FILE_FD_0 and so on. Each of -n, -m,"
                    + " -T, -f begins a request; the options after it belong to it. The first"
                    + " request that fails is the end.")
            .describedAs(
                "NAMESPACE is the file of a namespace, as /proc/PID/ns/net, or a directory"
                    + " /proc/PID. It is looked up once, where ctrtool is called. In a register"
                    + " there may be a descriptor of a process, too.")
            .describedAs(DescriptorSpec.HELP)
            .describedAs(
                "In another mount namespace, PATH is looked up from its root, and who rules there"
                    + " chooses what it leads to, by symbolic links and mounts. Where that matters:"
                    + " -R beneath or -R in_root, and -O nofollow. A FIFO, or a device, may"
                    + " block without -O nonblock.");
    requests(grammar);
    places(grammar);
    registers(grammar);
    sockets(grammar);
    files(grammar);
    grammar
        .program("PROGRAM [ARGUMENT...]", 1, (r, words) -> r.command = words)
        .check(Request::check)
        .variable(
            "CTRTOOL_NS_OPEN_FILE_FD_N", "set to the descriptor of request N; -1 if it is hidden")
        .programStatuses();
    return differences(examples(grammar)).build();
  }

  private static void requests(Grammar.Builder<Request> grammar) {
    grammar
        .section("Requests")
        .flag('n', "socket", "a socket", r -> r.begin(new Target.Socket()))
        .flag('m', "file", "a file or directory", r -> r.begin(new Target.File()))
        .flag('T', "tun", "the device of virtual interfaces", r -> r.begin(new Target.Tun()))
        .flag('f', "plain", "the file of -N itself, read-only", r -> r.begin(new Target.Plain()));
  }

  private static void places(Grammar.Builder<Request> grammar) {
    grammar
        .section("Where")
        .option(
            'N',
            "namespace",
            "NAMESPACE",
            "-n, -T: in this network namespace; -m: in this mount namespace; -f: what to open",
            (r, v) -> r.latest().namespacePath = v)
        .flag(
            'U',
            "enter-owner",
            "first enter the user namespace that owns the namespace",
            NsOpenFileTool::enterOwner)
        .flag(
            'A',
            "new-netns",
            "-n: in a new network namespace without a name; with -N or -i, of the user namespace"
                + " that owns that one; with -U, too, of that user namespace",
            NsOpenFileTool::newNetwork);
  }

  private static void enterOwner(Request request) {
    Opening latest = request.latest();
    latest.require(!(latest.target instanceof Target.Plain));
    latest.entersOwner = true;
  }

  private static void newNetwork(Request request) {
    Opening latest = request.latest();
    latest.require(latest.target instanceof Target.Socket);
    latest.newNetwork = true;
  }

  private static void registers(Grammar.Builder<Request> grammar) {
    grammar
        .section("Registers 0 to 7, and variables")
        .option(
            'L',
            "load-register",
            "REGISTER,SPEC",
            "before all requests: put a descriptor into a register",
            Request::load)
        .option(
            'i',
            "use-register",
            "REGISTER[,FLAG]",
            "n, or no flag: in the place of -N; d: where a path of -m starts",
            (r, v) -> r.latest().use(v))
        .option(
            's',
            "store-register",
            "REGISTER[,FLAG]",
            "put the descriptor into a register; i: hide it from the program, its variable is -1",
            (r, v) -> r.latest().store(v))
        .option(
            'e',
            "export",
            "NAME",
            "put the number into this variable, too",
            (r, v) -> r.latest().export(v))
        .option(
            'o',
            "first-number",
            "N",
            "the number of the first variable, 0 if nothing is said",
            (r, v) -> r.first = Values.integer(v, 0, 1_000_000));
  }

  private static void sockets(Grammar.Builder<Request> grammar) {
    grammar
        .section("For -n")
        .option(
            'd',
            "domain",
            "DOMAIN",
            "inet, inet6 (the default), netlink, packet, unix, vsock or a number; for -m see below",
            NsOpenFileTool::domain)
        .alsoNamed("directory")
        .option(
            't',
            "type",
            "TYPE",
            "dgram, raw, seqpacket, stream (the default), tcp, udp, with _nb for non-blocking, or"
                + " a number",
            (r, v) -> r.socket().type = new SocketType(Names.type(v)))
        .option(
            'p',
            "protocol",
            "PROTOCOL",
            "icmp, ip, ipv6, tcp, udp or a number",
            (r, v) -> r.socket().protocol = Names.protocol(v))
        .option(
            '4',
            "bind4",
            "ADDRESS,PORT[,FLAGS]",
            "bind to an IPv4 address",
            (r, v) -> r.socket().bindTo(Local.v4(v)))
        .option(
            '6',
            "bind6",
            "ADDRESS,PORT[,FLAGS[,SCOPE]]",
            "bind to an IPv6 address; SCOPE is a network interface. FLAGS: a SO_REUSEADDR,"
                + " c SO_PASSCRED, d TCP_DEFER_ACCEPT, e TCP_NODELAY, f IP_FREEBIND, I the scope is"
                + " a number, o and O IPV6_V6ONLY on and off, p SO_REUSEPORT, t IP_TRANSPARENT,"
                + " : nothing",
            (r, v) -> r.socket().bindTo(Local.v6(v)))
        .option(
            'P',
            "path",
            "PATH",
            "bind to a UNIX address (with -d unix), @NAME is an abstract one; for -m see below",
            NsOpenFileTool::path)
        .flag(
            "pass-credentials",
            "set SO_PASSCRED before anything can arrive",
            r -> r.socket().passesCredentials = true)
        .option(
            'l',
            "listen",
            "BACKLOG",
            "listen for connections, if not 0",
            (r, v) -> r.socket().backlog = Values.integer(v, 0, Integer.MAX_VALUE));
  }

  private static void domain(Request request, String word) {
    Opening latest = request.latest();
    switch (latest.target) {
      case Target.Socket socket -> socket.domain = new SocketDomain(Names.domain(word));
      case Target.File file -> latest.directory(word);
      default -> latest.require(false);
    }
  }

  private static void path(Request request, String word) {
    Opening latest = request.latest();
    switch (latest.target) {
      case Target.Socket socket -> socket.bindTo(Local.unix(word));
      case Target.File file -> file.path(word);
      default -> latest.require(false);
    }
  }

  private static void mode(Request request, String word) {
    Opening latest = request.latest();
    switch (latest.target) {
      case Target.File file -> file.mode = Values.mode(word);
      case Target.Tun tun -> tun.device = word;
      default -> latest.require(false);
    }
  }

  private static void files(Grammar.Builder<Request> grammar) {
    grammar
        .section("For -m and -T")
        .describedAs(
            "-m opens PATH of -P, or /. A relative path starts at -d (--directory): cwd, or SPEC."
                + " Without -P, -O, -R, -2 it is opened as a place only (O_PATH, O_DIRECTORY), else"
                + " for reading or as -O says.")
        .option(
            'O',
            "open-flag",
            "FLAG",
            "-m: append, async, creat, create, direct, directory, dsync, excl, noatime, noctty,"
                + " nofollow, nonblock, path, rdonly, rdwr, sync, tmpfile, trunc, wronly or a"
                + " number, as this machine has it; several add up",
            (r, v) -> r.file().flag(v))
        .option(
            'M',
            "mode",
            "MODE",
            "-m: permissions of a new file, 0600 if nothing is said; -T: the path of the device",
            NsOpenFileTool::mode)
        .alsoNamed("device")
        .option(
            'R',
            "resolve",
            "FLAG",
            "-m: use openat2(2): beneath and in_root (without magic links), beneath_magiclinks,"
                + " in_root_magiclinks, no_magiclinks, no_symlinks, no_xdev or a number; several"
                + " add up",
            (r, v) -> r.file().resolve(Names.resolveFlag(v)))
        .flag('2', "openat2", "-m: use openat2(2) without such flags", r -> r.file().resolve(0));
  }

  private static Grammar.Builder<Request> examples(Grammar.Builder<Request> grammar) {
    return grammar
        .example(
            "ctrtool ns_open_file -n -N /proc/7 -d inet -4 127.0.0.1,80 -l 5 server",
            "a server here that listens in the network of process 7")
        .example(
            "ctrtool ns_open_file -n -A -d inet -4 127.0.0.1,80 -l 5 server",
            "one that nobody can reach")
        .example(
            "ctrtool ns_open_file -m -N /proc/7 -P /etc/hostname cat /dev/fd/3",
            "a file as process 7 sees it");
  }

  private static Grammar.Builder<Request> differences(Grammar.Builder<Request> grammar) {
    return grammar
        .difference(
            "Statuses are 2 and 125 to 127. Everything that can be found out before is a usage"
                + " error: options that do not apply to their request, -U without a namespace, -f"
                + " without -N and -i, an empty register, a descriptor that is not open.")
        .difference(
            "A mode is passed only for O_CREAT and O_TMPFILE, so -2 -O directory works. O_NOCTTY"
                + " is always set.")
        .difference("A user namespace that one is in already is not entered: -U works there.")
        .difference(
            "-N and -i take directories /proc/PID, -i takes descriptors of processes. A request"
                + " takes one register for the namespace and another one for the directory. -f"
                + " with -i copies the descriptor.")
        .difference("-M of -T is for its own request. There is no -z.")
        .difference(
            "Ports, fields of addresses and scopes are checked: an IPv4 address has no scope, a"
                + " port is at most 65535, a field is not empty.")
        .difference(
            "What opens things in other namespaces is a process that shares no descriptors with"
                + " this one, cannot be traced, and sends what it has opened. If a signal ends it, the"
                + " message says so.")
        .difference("Flag c of addresses, -e and --pass-credentials are new.");
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Variables variables = Variables.of(invocation.environment());
    List<Fd> loaded = new ArrayList<>();
    for (Request.Load load : request.loads) {
      loaded.add(load.spec().find(kernel, variables));
    }
    List<@Nullable Fd> directories = new ArrayList<>();
    for (Opening opening : request.openings) {
      if (opening.target instanceof Target.File file) {
        file.settle(kernel);
      }
      DescriptorSpec spec = opening.directory;
      directories.add(spec == null ? null : spec.find(kernel, variables));
    }
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    Opener opener = new Opener(kernel, variables);
    for (int i = 0; i < loaded.size(); i++) {
      Request.Load load = request.loads.get(i);
      load.spec().settle(kernel, loaded.get(i), variables);
      opener.load(load.register(), loaded.get(i));
    }
    for (int i = 0; i < directories.size(); i++) {
      settle(request.openings.get(i).directory, directories.get(i), kernel, variables);
    }
    for (int i = 0; i < directories.size(); i++) {
      opener.open(request.openings.get(i), request.first + i, directories.get(i));
    }
    kernel.become(
        Invocation.ending(this, FAILED),
        last -> Programs.execute(last, request.command, variables));
    return FAILED;
  }

  private static void settle(
      @Nullable DescriptorSpec spec, @Nullable Fd directory, Kernel kernel, Variables variables) {
    if (spec != null && directory != null) {
      spec.settle(kernel, directory, variables);
    }
  }
}
