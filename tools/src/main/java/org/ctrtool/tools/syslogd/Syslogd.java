package org.ctrtool.tools.syslogd;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Notices;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.SignalQueue;
import org.jspecify.annotations.Nullable;

/** {@code syslogd}: writes what containers log, with senders that the kernel vouches for. */
public final class Syslogd implements Tool<SyslogdRequest> {
  private static final int FAILED = 1;
  private static final int KILLED = 128;
  private static final int KIB = 1024;
  private static final SignalSet TAKEN = SignalSet.of(Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM);

  /** The tool. */
  public Syslogd() {}

  @Override
  public String name() {
    return "syslogd";
  }

  @Override
  public String summary() {
    return "write the syslog messages of containers, with the kernel's word on who sent them";
  }

  @Override
  public boolean ownsProcess() {
    return true;
  }

  @Override
  public Grammar<SyslogdRequest> grammar() {
    Grammar.Builder<SyslogdRequest> grammar = Grammar.of(name(), SyslogdRequest::new);
    grammar
        .describedAs(
            "Reads syslog messages from a Unix socket, standard input if nothing else is said, and"
                + " writes a line for each: TIME PID,UID,GID PRIORITY TEXT. Time is UTC; process,"
                + " user and group are the sender's as the kernel says, - if it was sent before"
                + " anybody asked; priority is 8 * facility + severity, 6 if the message has"
                + " none. The message's own time stamp is removed.")
        .describedAs(
            "In the text \\ is \\\\ and what is no visible ASCII is \\ and an octal number;"
                + " \\+N at its end says that N bytes were not received. Descriptors that come"
                + " along are refused. Lines of a stream end at a line break or a NUL.")
        .describedAs(
            "Senders never wait for the log. What does not fit into the queue is counted, and the"
                + " number is in the log, under syslogd's own IDs, as soon as there is room. A full"
                + " disk is waited for. SIGHUP opens --output anew; after SIGTERM or SIGINT what"
                + " was received is written, for at most 2 s, before the signal takes effect.")
        .describedAs(
            "The directory of PATH is looked up once, at the start, with its links: it should be"
                + " one that nobody else can put a link in the place of. FILE is looked up anew"
                + " after SIGHUP.")
        .option(
            'i',
            "input",
            "FD|PATH",
            "the socket: a descriptor, or a path at which a datagram socket is made",
            SyslogdRequest::setInput)
        .option(
            'm',
            "mode",
            "MODE",
            "permissions of the socket that is made (666)",
            SyslogdRequest::setSocketMode)
        .flag('r', "replace", "remove a socket that is at PATH before", r -> r.replace = true)
        .option(
            'o',
            "output",
            "FILE",
            "append to FILE, made with permissions 640 if missing, instead of standard output",
            (r, v) -> r.logPath = v)
        .flag('j', "json", "write JSON, an object in each line", r -> r.json = true)
        .option(
            'q',
            "queue",
            "KIB",
            "how much may wait to be written, 4 to 8192 KiB (1024)",
            (r, v) -> r.queueKib = Values.integer(v, 4, 8192));
    documents(grammar);
    return grammar.build();
  }

  private static void documents(Grammar.Builder<SyslogdRequest> grammar) {
    grammar
        .status(0, "the end of a stream or sequenced-packet socket, or it was shut down")
        .status(1, "no such socket or log, nothing can be received, or the log's reader is gone")
        .status(2, "usage error, nothing was done")
        .status("128+n", "ended by signal n")
        .example(
            "ctrtool syslogd -i /srv/c1/dev/log -o /var/log/c1 -r",
            "a log for a container; SIGHUP after moving it away")
        .example(
            "ctrtool syslogd -j <&5 | ship-logs", "JSON lines, from a socket that was made before")
        .difference("There are options. A sender that is not known is -.")
        .difference(
            "Priorities of three digits, and a priority alone, are understood; malformed ones are"
                + " text.")
        .difference(
            "Only dates that exist are removed, also with a zero before the day. One line break or"
                + " NUL at the end goes.")
        .difference("Messages are not cut below 256 KiB. Lines of a stream are found.")
        .difference(
            "Non-blocking sockets work; sockets that listen are refused at once. The limit of open"
                + " files stays.")
        .difference("A full disk is waited for, and what is lost is told.");
  }

  @Override
  public int run(SyslogdRequest request, Invocation invocation, Kernel kernel) {
    if (request.socketPath == null) {
      DescriptorSpec.requireOpen(kernel, request.inherited, "");
    }
    kernel.sigaction(Signal.SIGPIPE, SignalDisposition.SIG_IGN);
    kernel.sigaction(Signal.SIGXFSZ, SignalDisposition.SIG_IGN);
    Notices notices = new Notices(kernel, "ctrtool syslogd");
    if (request.socketPath != null) {
      kernel.umask(Mode.NONE);
    }
    kernel.doing("opening the log");
    LogOutput output = LogOutput.open(kernel, notices, request.logPath);
    MessageSource source = source(request, kernel);
    if (source == null) {
      notices.say("descriptor " + request.inherited + " is no Unix socket that messages come to");
      return FAILED;
    }
    SignalQueue signals = SignalQueue.of(kernel, TAKEN);
    LineFormat format = request.json ? new JsonLine() : new PlainLine();
    SyslogLoop loop =
        new SyslogLoop(kernel, source, output, format, request.queueKib * KIB, signals, notices);
    kernel.doing("logging");
    @Nullable Signal[] ending = new @Nullable Signal[1];
    Attempt<Object> attempt =
        Attempt.of(
            () -> {
              ending[0] = loop.run();
              return null;
            });
    source.close();
    if (attempt.refusal() != null) {
      throw attempt.refusal();
    }
    return ending[0] == null ? 0 : dieOf(ending[0], signals, kernel);
  }

  private static @Nullable MessageSource source(SyslogdRequest request, Kernel kernel) {
    return request.socketPath == null
        ? MessageSource.inherited(kernel, request.inherited)
        : MessageSource.made(kernel, request.socketPath, request.socketMode, request.replace);
  }

  /** As if it had not been caught; process 1 of a PID namespace can only exit. */
  private static int dieOf(Signal signal, SignalQueue signals, Kernel kernel) {
    Pid own = kernel.getpid();
    kernel.sigaction(signal, SignalDisposition.SIG_DFL);
    signals.unblockedDuring(() -> kernel.kill(own, signal));
    return KILLED + signal.number();
  }
}
