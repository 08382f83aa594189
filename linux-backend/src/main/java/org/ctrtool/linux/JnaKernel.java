package org.ctrtool.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.abi.ReportSocket;
import org.ctrtool.api.tape.HelperReport;
import org.ctrtool.api.tape.HelperRequest;
import org.ctrtool.api.tape.Recorder;
import org.ctrtool.api.tape.Surroundings;
import org.ctrtool.api.tape.Tape;
import org.jspecify.annotations.Nullable;

/**
 * The kernel this JVM runs on.
 *
 * <p>Sequences that run elsewhere are recorded here and played by the static binary, which first
 * puts back what a JVM changes in a process (see {@link Inherited}). They see exactly the
 * descriptors that were inherited, those that were opened through this object, and those they name.
 *
 * <p>Linux keeps some state for each thread, not for each process: namespaces, user and group IDs,
 * capabilities, securebits, no_new_privs, the session keyring, the signal mask. Calls that change
 * it act on the calling thread alone; from then on this object belongs to that thread, and children
 * are started from it (otherwise from a thread of their own that never ends, so that
 * PR_SET_PDEATHSIG(2const) works). A thread pool should not get such a thread back. A process of
 * several threads can neither enter nor make a user namespace, and enters a mount namespace only
 * after unsharing {@code CLONE_FS}: do such things in {@link #clone} and {@link #openIn}.
 *
 * <p>What else is different from a process of one thread: {@link #execve} outside a sequence is
 * refused, use {@link #become}; descriptors of the JVM's own can be neither closed nor replaced; a
 * child cannot share the descriptor table or the working directory with a JVM; and of the signals
 * that the calling thread blocks {@link #signalfd} sees those that the JVM does not keep to itself,
 * as it does SIGQUIT, SIGSEGV and the real-time signals, unless they were blocked when the JVM was
 * started.
 */
public final class JnaKernel extends KernelCalls {
  private static final int SEQUENCED_PACKETS = 5;
  private static final Pid SELF = new Pid(0);
  private static final Fd NOTHING = new Fd(-1);

  private final PlainKernel plain;
  private final JnaMachine machine;
  private final Spawner spawner;
  private final Inherited inherited;
  private final SignalForwarding signals;
  private final boolean traced;

  /** Descriptors that children get. */
  private final Set<Integer> open;

  private SignalSet ignored;
  private boolean limitIsOurs;
  private @Nullable Thread owner;

  private JnaKernel(Inherited inherited, boolean traced) {
    this.machine = new JnaMachine();
    this.plain = new PlainKernel(machine);
    this.spawner = new Spawner(machine);
    this.inherited = inherited;
    this.signals = new SignalForwarding(machine, inherited.withheld());
    this.traced = traced;
    this.open = new TreeSet<>(inherited.descriptors());
    this.ignored = inherited.ignored();
  }

  /** The kernel this JVM runs on. */
  public static JnaKernel open() {
    return new JnaKernel(Inherited.current(), false);
  }

  /** The same, and each call of a sequence that runs elsewhere is shown on standard error. */
  public static JnaKernel openTraced() {
    return new JnaKernel(Inherited.current(), true);
  }

  /**
   * A path of the static binary for this process alone.
   *
   * @throws org.ctrtool.api.NotModelled if the jar has no such binary
   */
  public static String program() {
    return HelperBinary.path();
  }

  @Override
  public @Nullable Object perform(Call call) {
    requireOwner();
    switch (call.name()) {
      case CONTINUE_IN_CHILD ->
          throw new UnsupportedOperationException("a JVM cannot go on in a child");
      case EXECVE, EXECVEAT ->
          throw new UnsupportedOperationException(
              "a JVM has changed what a program would inherit: exec as a part of become() or clone()");
      case CLOSE_RANGE -> {
        return closeRange(call);
      }
      case DUP3 -> requireReplaceable(call.fd(1));
      case SOCKETPAIR_UNIX_AT -> {
        requireReplaceable(call.fd(1));
        requireReplaceable(call.fd(2));
      }
      case CLOSE -> requireReplaceable(call.fd(0));
      default -> {
        if (ThreadState.isChangedBy(call)) {
          own();
        }
      }
    }
    Object result = plain.perform(call);
    remember(call, result);
    return result;
  }

  private void requireOwner() {
    if (owner != null && owner != Thread.currentThread()) {
      throw new IllegalStateException(
          "this kernel belongs to " + owner + ", whose namespaces or privileges it has changed");
    }
  }

  private void own() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread has no namespaces and privileges of its own");
    }
    owner = Thread.currentThread();
  }

  private void requireReplaceable(Fd fd) {
    if (!open.contains(fd.number()) && isOpen(fd)) {
      throw new KernelException(Errno.EBUSY, "descriptor " + fd + " belongs to the JVM");
    }
  }

  private boolean isOpen(Fd fd) {
    return flagsOf(fd) != null;
  }

  private @Nullable FdFlags flagsOf(Fd fd) {
    try {
      return plain.fcntlGetfd(fd);
    } catch (KernelException closed) {
      return null;
    }
  }

  /** Closes, or marks, what is not the JVM's. */
  private @Nullable Object closeRange(Call call) {
    long first = call.bigNumber(0);
    long last = call.bigNumber(1);
    CloseRangeFlags flags = (CloseRangeFlags) call.required(2);
    boolean mark = flags.equals(CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    if (first > last || !(mark || flags.equals(CloseRangeFlags.NONE))) {
      throw new KernelException(Errno.EINVAL, call.toString());
    }
    for (int number : List.copyOf(open)) {
      if (first <= number && number <= last && isOpen(new Fd(number))) {
        if (mark) {
          plain.fcntlSetfd(new Fd(number), FdFlags.FD_CLOEXEC);
        } else {
          plain.close(new Fd(number));
          open.remove(number);
        }
      }
    }
    return null;
  }

  private void remember(Call call, @Nullable Object result) {
    if (result instanceof Fd fd) {
      open.add(fd.number());
      if (call.name() == SystemCall.SIGNALFD4) {
        signals.readBy((SignalSet) call.required(0));
      }
    } else if (call.name() == SystemCall.RT_SIGPROCMASK && result instanceof SignalSet before) {
      signals.masked(before, (SignalMaskChange) call.required(0), (SignalSet) call.required(1));
    } else if (result instanceof ReceivedMessage message) {
      message.descriptors().forEach(fd -> open.add(fd.number()));
    } else if (result instanceof Pipe pair) {
      open.add(pair.readEnd().number());
      open.add(pair.writeEnd().number());
    } else if (call.name() == SystemCall.DUP3) {
      open.add(call.fd(1).number());
    } else if (call.name() == SystemCall.SOCKETPAIR_UNIX_AT) {
      open.add(call.fd(1).number());
      open.add(call.fd(2).number());
    } else if (call.name() == SystemCall.CLOSE) {
      open.remove(call.fd(0).number());
    } else if (call.name() == SystemCall.RT_SIGACTION) {
      Signal signal = (Signal) call.required(0);
      long bit = SignalSet.of(signal).bits();
      boolean ignore = call.required(1) == SignalDisposition.SIG_IGN;
      ignored = new SignalSet(ignore ? ignored.bits() | bit : ignored.bits() & ~bit);
    } else if (call.name() == SystemCall.PRLIMIT64) {
      boolean own = call.required(0).equals(SELF) || call.required(0).equals(plain.getpid());
      limitIsOurs |= own && call.required(1) == Resource.RLIMIT_NOFILE;
    }
  }

  // Sequences that run elsewhere

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    return start(request, child, false).pid();
  }

  /**
   * A child, and how its sequence goes.
   *
   * @param reports where it tells, after {@code early}; to be closed
   * @param early what it told at once
   */
  record Started(Pid pid, @Nullable Fd reports, List<HelperReport> early) {}

  /**
   * {@link #clone}, perhaps with reports of the child: {@link HelperReport.ReachedExec} and {@link
   * HelperReport.Failed}.
   */
  Started start(CloneRequest request, Consumer<ChildKernel> child, boolean reporting) {
    requireOwner();
    requirePossible(request.flags());
    Tape tape = Recorder.record(child);
    // A child without namespaces of its own is the helper itself.
    boolean alone = request.flags().equals(CloneFlags.NONE) && request.numbers().isEmpty();
    HelperRequest.Mode mode = alone ? HelperRequest.Mode.PLAY : HelperRequest.Mode.CLONE;
    HelperRequest order =
        order(
            mode,
            request.ending(),
            request.flags(),
            request.numbers(),
            new NamespaceEntry(List.of()),
            NOTHING,
            tape);
    if (alone && !reporting) {
      return new Started(spawn(order, null), null, List.of());
    }
    Pipe pair = reportSockets(tape);
    Started started = null;
    try {
      Pid helper = spawnAndClose(order, pair.writeEnd());
      List<HelperReport> early = new ArrayList<>();
      Pid pid = alone ? helper : cloned(request, helper, pair.readEnd(), early);
      started = new Started(pid, reporting ? pair.readEnd() : null, early);
      return started;
    } finally {
      if (started == null || !reporting) {
        plain.close(pair.readEnd());
      }
    }
  }

  private Pid spawnAndClose(HelperRequest order, Fd reports) {
    try {
      return spawn(order, reports);
    } finally {
      plain.close(reports);
    }
  }

  /** The child's own reports may come before the helper's. */
  private Pid cloned(
      CloneRequest request, Pid helper, Fd reports, List<HelperReport> fromTheChild) {
    ReportSocket socket = new ReportSocket(machine, reports);
    HelperReport report = socket.receive().report();
    while (report instanceof HelperReport.ReachedExec || report instanceof HelperReport.Failed) {
      fromTheChild.add(report);
      report = socket.receive().report();
    }
    int status = plain.awaitEnd(helper).shellStatus();
    return switch (report) {
      case HelperReport.Cloned cloned -> cloned.pid();
      case HelperReport.NotCloned not -> throw new KernelException(not.errno(), request.text());
      case null, default ->
          throw new IllegalStateException("the helper ended with status " + status);
    };
  }

  private static void requirePossible(CloneFlags flags) {
    CloneFlags shared = CloneFlags.CLONE_FS.or(CloneFlags.CLONE_FILES).or(CloneFlags.CLONE_PARENT);
    if (flags.hasAny(shared)) {
      throw new UnsupportedOperationException("a child of a JVM cannot have " + flags);
    }
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    requireOwner();
    Tape tape = Recorder.record(last);
    HelperRequest order =
        order(
            HelperRequest.Mode.PLAY,
            ending,
            CloneFlags.NONE,
            List.of(),
            new NamespaceEntry(List.of()),
            NOTHING,
            tape);
    Fd file = HelperBinary.sealed(plain, "ctrtool-tape", order.encode(), false);
    for (Fd each : order.surroundings().closeOnExec()) {
      plain.fcntlSetfd(each, FdFlags.NONE); // the helper sets it again
    }
    plain.fcntlSetfd(file, FdFlags.NONE);
    ignoreOnly(ignored);
    plain.execveat(
        HelperBinary.file(),
        "",
        argv(file, null),
        new Environment(List.of()),
        AtFlags.AT_EMPTY_PATH);
  }

  /** An exec resets signals that are handled, but not those that are ignored. */
  private void ignoreOnly(SignalSet wanted) {
    SignalSet now = Inherited.ignoredNow();
    for (int number = 1; number <= Signal.LAST; number++) {
      Signal signal = new Signal(number);
      if (now.has(signal) && !wanted.has(signal)) {
        plain.sigaction(signal, SignalDisposition.SIG_DFL);
      }
    }
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    requireOwner();
    Recorder recorder = new Recorder();
    Fd wanted = open.apply(recorder);
    Tape tape = recorder.tape();
    HelperRequest order =
        order(
            HelperRequest.Mode.OPEN,
            new Ending("", 0),
            CloneFlags.NONE,
            List.of(),
            where,
            wanted,
            tape);
    Pipe pair = reportSockets(tape);
    try {
      Pid helper = spawnAndClose(order, pair.writeEnd());
      ReportSocket.Message answer = new ReportSocket(machine, pair.readEnd()).receive();
      Fd opened = answer.opened(plain.awaitEnd(helper));
      this.open.add(opened.number());
      return opened;
    } finally {
      plain.close(pair.readEnd());
    }
  }

  private HelperRequest order(
      HelperRequest.Mode mode,
      Ending ending,
      CloneFlags flags,
      List<Pid> numbers,
      NamespaceEntry where,
      Fd wanted,
      Tape tape) {
    return new HelperRequest(
        mode,
        ending,
        flags,
        numbers,
        where,
        wanted,
        traced,
        surroundings(tape, where, wanted),
        tape);
  }

  private Surroundings surroundings(Tape tape, NamespaceEntry where, Fd wanted) {
    Set<Integer> passed = new TreeSet<>(open);
    passed.addAll(new TapeDescriptors(tape).used());
    where.steps().forEach(step -> passed.add(step.namespace().number()));
    if (wanted.number() >= 0) {
      passed.add(wanted.number());
    }
    List<Fd> all = new ArrayList<>();
    List<Fd> closeOnExec = new ArrayList<>();
    for (int number : passed) {
      Fd fd = new Fd(number);
      FdFlags flags = flagsOf(fd);
      if (flags != null) {
        all.add(fd);
        if (flags.has(FdFlags.FD_CLOEXEC)) {
          closeOnExec.add(fd);
        }
      }
    }
    long limit = limitIsOurs ? Surroundings.LIMIT_AS_IT_IS : inherited.softDescriptorLimit();
    return new Surroundings(inherited.mask(), ignored, limit, all, closeOnExec);
  }

  /** A pair whose second half has a number that the tape does not name. */
  private Pipe reportSockets(Tape tape) {
    TapeDescriptors named = new TapeDescriptors(tape);
    Pipe pair = plain.socketpairUnix(SEQUENCED_PACKETS);
    Fd ours = pair.writeEnd();
    while (named.names(ours.number())) {
      Fd other = plain.fcntlDupfdCloexec(ours, ours.number() + 1);
      plain.close(ours);
      ours = other;
    }
    return new Pipe(pair.readEnd(), ours);
  }

  private Pid spawn(HelperRequest order, @Nullable Fd reports) {
    Fd file = HelperBinary.sealed(plain, "ctrtool-tape", order.encode(), false);
    try {
      List<Fd> passed = new ArrayList<>(order.surroundings().closeOnExec());
      passed.add(file);
      if (reports != null) {
        passed.add(reports);
      }
      List<String> argv = argv(file, reports);
      return owner == null ? spawner.spawnElsewhere(argv, passed) : spawner.spawn(argv, passed);
    } finally {
      plain.close(file);
    }
  }

  private static List<String> argv(Fd file, @Nullable Fd reports) {
    int number = reports == null ? -1 : reports.number();
    return List.of(
        HelperRequest.COMMAND, Integer.toString(file.number()), Integer.toString(number));
  }
}
