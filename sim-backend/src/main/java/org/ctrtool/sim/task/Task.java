package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.ctrtool.api.Capability;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.cgroup.Cgroup;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.fd.WaitQueue;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountCaller;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.net.Sender;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** A process; the kernel's {@code struct task_struct}. Each has one thread. */
public final class Task implements FileCaller, MountCaller {
  /** What a process is doing, as {@code /proc/PID/status} says. */
  public enum State {
    /** It runs, or could. */
    RUNNING,
    /** A signal stopped it. */
    STOPPED,
    /** It has ended, and its parent has not asked for its status. */
    ZOMBIE,
    /** It has ended, and nothing is left of it. */
    DEAD
  }

  private final Machine machine;
  private final Signals signals;
  private final Set<Task> children = new LinkedHashSet<>();
  private final Map<Resource, RLimit> limits = new EnumMap<>(Resource.class);
  private @Nullable ProcessId id;
  private @Nullable Task parent;
  private Cgroup cgroup;
  private Credentials credentials;
  private NsProxy namespaces;
  private FsStruct fs;
  private FdTable descriptors;
  private Session session;
  private ProcessId group;
  private Program program = Program.NONE;
  private UserNamespace programNamespace;
  private boolean dumpable = true;
  private boolean hasExecuted;
  private boolean subreaper;
  private boolean overProcessLimit;
  private boolean hugePages = true;
  private long timerSlack = 50_000;
  private long usualTimerSlack = 50_000;
  private @Nullable Signal deathSignal;
  private @Nullable Alarm alarm;
  private String name = "init";
  private State state = State.RUNNING;
  private WaitStatus.Cause endCause = WaitStatus.Cause.NONE;
  private int endStatus;
  private int stopReport;
  private boolean continueReport;

  /** The first process, which is its own session and group. */
  Task(
      Machine machine,
      Credentials credentials,
      NsProxy namespaces,
      FsStruct fs,
      FdTable descriptors) {
    this.machine = machine;
    this.signals = new Signals();
    this.credentials = credentials;
    this.programNamespace = credentials.userNamespace();
    this.namespaces = namespaces;
    this.fs = fs;
    this.descriptors = descriptors;
    this.cgroup = machine.cgroups();
    cgroup.enter(this);
    ProcessId allocated = namespaces.pidForChildren().allocate(this);
    this.id = allocated;
    this.session = new Session(machine, allocated);
    this.group = allocated;
    for (Resource each : Resource.values()) {
      limits.put(each, DefaultLimits.of(each));
    }
  }

  /** A child of {@code creator}, which does not have an id yet: what copy_process() copies. */
  Task(
      Task creator, Credentials credentials, NsProxy namespaces, FsStruct fs, FdTable descriptors) {
    this.machine = creator.machine;
    this.signals = creator.signals.copy();
    this.credentials = credentials;
    this.programNamespace = creator.programNamespace;
    this.namespaces = namespaces;
    namespaces.time().freeze();
    this.fs = fs;
    this.descriptors = descriptors;
    this.session = creator.session;
    this.group = creator.group;
    this.program = creator.program;
    program.begin();
    this.cgroup = creator.cgroup;
    cgroup.enter(this);
    this.dumpable = creator.dumpable;
    this.name = creator.name;
    this.hugePages = creator.hugePages;
    this.timerSlack = creator.timerSlack;
    this.usualTimerSlack = creator.timerSlack;
    limits.putAll(creator.limits);
  }

  void setId(ProcessId id) {
    this.id = id;
  }

  /** The machine it runs on. */
  public Machine machine() {
    return machine;
  }

  /** What names it. */
  public ProcessId id() {
    return Objects.requireNonNull(id);
  }

  /** Its process ID in its own PID namespace. */
  public int pid() {
    return id().number();
  }

  /** The PID namespace it was born in; task_active_pid_ns(). */
  public PidNamespace pidNamespace() {
    return id().namespace();
  }

  /** Whether it is process 1 of its PID namespace. */
  public boolean isReaper() {
    return pidNamespace().reaper() == this;
  }

  /** Its parent; null for the first process and for what has been waited for. */
  public @Nullable Task parent() {
    return parent;
  }

  /** Its children, oldest first. */
  public List<Task> children() {
    return new ArrayList<>(children);
  }

  void adopt(Task child) {
    if (child.parent != null) {
      child.parent.children.remove(child);
    }
    child.parent = this;
    children.add(child);
  }

  void leaveParent() {
    if (parent != null) {
      parent.children.remove(this);
      parent = null;
    }
  }

  // Credentials

  @Override
  public Credentials credentials() {
    return credentials;
  }

  /** Gives it other credentials: commit_creds(). */
  public void commit(Credentials changed) {
    Credentials before = credentials;
    credentials = changed;
    if (changed.changesIdentity(before)) {
      dumpable = false;
      deathSignal = null;
    }
    if (!changed.uids().real().equals(before.uids().real())) {
      overProcessLimit = ProcessLimit.isExceeded(this);
    }
  }

  /** The user namespace it is in. */
  public UserNamespace userNamespace() {
    return credentials.userNamespace();
  }

  /** Whether a capability counts in the initial user namespace; capable(). */
  public boolean isCapableOnHost(Capability capability) {
    return credentials.isCapable(machine.userNamespace(), capability);
  }

  /** Whether it got above RLIMIT_NPROC by a change of user. */
  boolean isOverProcessLimit() {
    return overProcessLimit && ProcessLimit.isExceeded(this);
  }

  /** Whether others may look into it. */
  public boolean isDumpable() {
    return dumpable;
  }

  /** Sets whether others may look into it. */
  public void setDumpable(boolean dumpable) {
    this.dumpable = dumpable;
  }

  /** The user namespace in which its program was executed: that of its memory. */
  public UserNamespace programNamespace() {
    return programNamespace;
  }

  // Namespaces, files

  /** Its namespaces. */
  public NsProxy namespaces() {
    return namespaces;
  }

  /** Puts it into other namespaces. */
  void setNamespaces(NsProxy changed) {
    changed.time().freeze();
    namespaces = changed;
  }

  @Override
  public MountNamespace mountNamespace() {
    return namespaces.mnt();
  }

  @Override
  public Location root() {
    return fs.root();
  }

  @Override
  public boolean isCapable(UserNamespace namespace, Capability capability) {
    return credentials.isCapable(namespace, capability);
  }

  @Override
  public List<FsStruct> allFsStructs() {
    return machine.fsStructs();
  }

  @Override
  public Runnable chargeMountNamespace() {
    return machine
        .counts()
        .charge(userNamespace(), credentials.uids().effective(), NamespaceType.MNT);
  }

  @Override
  public FsStruct fs() {
    return fs;
  }

  void setFs(FsStruct fs) {
    this.fs = fs;
  }

  /** Whether another task has the same root, working directory and umask. */
  public boolean sharesFs() {
    return machine.tasks().stream()
        .anyMatch(other -> other != this && other.fs == fs && !other.hasEnded());
  }

  @Override
  public FdTable descriptors() {
    return descriptors;
  }

  /** Whether another task has the same descriptor table. */
  public boolean sharesDescriptors() {
    return machine.tasks().stream()
        .anyMatch(other -> other != this && other.descriptors == descriptors && !other.hasEnded());
  }

  @Override
  public void unshareDescriptors() {
    if (sharesDescriptors()) {
      descriptors = descriptors.copy();
    }
  }

  /** Gives it a root, working directory and umask of its own. */
  public void unshareFs() {
    if (sharesFs()) {
      fs = fs.copy();
    }
  }

  @Override
  public Vfs vfs() {
    return machine.vfs();
  }

  @Override
  public long descriptorLimit() {
    return limit(Resource.RLIMIT_NOFILE).soft();
  }

  @Override
  public int memfdNoexec() {
    return pidNamespace().memfdNoexec();
  }

  // Waiting

  @Override
  public WaitQueue waiting() {
    return this::await;
  }

  /** Lets other tasks run until {@code ready} holds. */
  public void await(String what, BooleanSupplier ready) {
    machine.scheduler().await(this, what, ready);
    requireAlive();
  }

  /** Unwinds the task's code if the task has ended meanwhile. */
  public void requireAlive() {
    if (hasEnded()) {
      throw new TaskEnded(this);
    }
  }

  @Override
  public Sender sender() {
    return Sender.of(this);
  }

  // Signals

  /** Dispositions, mask and pending signals. */
  public Signals signals() {
    return signals;
  }

  @Override
  public void raise(Signal signal) {
    SignalDelivery.fromTask(this, this, signal);
  }

  /** The signal it gets when its parent ends; null for none. */
  public @Nullable Signal deathSignal() {
    return deathSignal;
  }

  void setDeathSignal(@Nullable Signal signal) {
    deathSignal = signal;
  }

  /** Its timer; null if none is running. */
  @Nullable Alarm alarm() {
    return alarm;
  }

  void setAlarm(@Nullable Alarm alarm) {
    this.alarm = alarm;
  }

  // Sessions

  /** Its session. */
  public Session session() {
    return session;
  }

  /** Its process group. */
  public ProcessId group() {
    return group;
  }

  void startSession(Session started) {
    ProcessId groupBefore = group;
    ProcessId sessionBefore = session.id();
    session = started;
    group = started.id();
    machine.freeIfUnused(groupBefore);
    machine.freeIfUnused(sessionBefore);
  }

  @Override
  public @Nullable Pty controllingTerminal() {
    return session.terminal();
  }

  @Override
  public void terminalOpened(Pty terminal) {
    JobControl.opened(this, terminal);
  }

  // The rest

  /** A resource limit. */
  public RLimit limit(Resource resource) {
    return Objects.requireNonNull(limits.get(resource));
  }

  /** Sets a resource limit. */
  public void setLimit(Resource resource, RLimit limit) {
    limits.put(resource, limit);
  }

  /** Whether its memory may have transparent huge pages. */
  public boolean mayHaveHugePages() {
    return hugePages;
  }

  void setHugePages(boolean hugePages) {
    this.hugePages = hugePages;
  }

  /** By how many nanoseconds its timers may be late: they never are. */
  public long timerSlack() {
    return timerSlack;
  }

  /** Sets by how many nanoseconds timers may be late; 0 means what it had when it was made. */
  void setTimerSlack(long nanoseconds) {
    timerSlack = nanoseconds == 0 ? usualTimerSlack : nanoseconds;
  }

  /** Its name, at most 15 bytes. */
  public String name() {
    return name;
  }

  void setName(String name) {
    this.name = name;
  }

  /** Whether orphaned descendants become its children. */
  public boolean isSubreaper() {
    return subreaper;
  }

  void setSubreaper(boolean subreaper) {
    this.subreaper = subreaper;
  }

  /** What it runs. */
  public Program program() {
    return program;
  }

  void setProgram(Program started) {
    started.begin();
    program.end();
    this.program = started;
    this.programNamespace = credentials.userNamespace();
    this.hasExecuted = true;
    this.name = started.name();
  }

  /** Whether it has executed a program since it was made. */
  public boolean hasExecuted() {
    return hasExecuted;
  }

  /** Its cgroup, or the one it was in when it ended. */
  public Cgroup cgroup() {
    return cgroup;
  }

  /** Puts it into another cgroup, unless it has ended. */
  public void moveTo(Cgroup target) {
    if (!hasEnded() && target != cgroup) {
      cgroup.leave(this);
      cgroup = target;
      cgroup.enter(this);
    }
  }

  // Life and death

  /** What it is doing. */
  public State state() {
    return state;
  }

  /** Whether it has ended. */
  public boolean hasEnded() {
    return state == State.ZOMBIE || state == State.DEAD;
  }

  /** Whether a signal stopped it. */
  public boolean isStopped() {
    return state == State.STOPPED;
  }

  void end(WaitStatus.Cause cause, int status) {
    state = State.ZOMBIE;
    endCause = cause;
    endStatus = status;
    program.end();
    cgroup.leave(this);
  }

  void stop(Signal signal) {
    state = State.STOPPED;
    stopReport = signal.number();
    continueReport = false;
  }

  void goOn() {
    state = State.RUNNING;
    stopReport = 0;
    continueReport = true;
  }

  /** The stop that its parent has not asked about, or 0. */
  int stopReport() {
    return stopReport;
  }

  void forgetStopReport() {
    stopReport = 0;
  }

  boolean hasContinueReport() {
    return continueReport;
  }

  void forgetContinueReport() {
    continueReport = false;
  }

  /** Nobody will ask any more. */
  void vanish() {
    state = State.DEAD;
    leaveParent();
    machine.forget(this);
  }

  /** How it ended. */
  public WaitStatus.Cause endCause() {
    return endCause;
  }

  /** The exit status, or the signal that killed it. */
  public int endStatus() {
    return endStatus;
  }

  int shellStatus() {
    return endCause == WaitStatus.Cause.CLD_EXITED ? endStatus : 128 + endStatus;
  }

  String endDescription() {
    return endCause == WaitStatus.Cause.CLD_EXITED
        ? "exit status " + endStatus
        : "killed by " + new Signal(endStatus);
  }

  @Override
  public String toString() {
    return "pid " + (id == null ? "?" : id.numberIn(machine.pidNamespace())) + " (" + name + ")";
  }
}
