package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SystemName;
import org.ctrtool.sim.cgroup.Cgroup;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.Mount;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.mount.MountNamespaceFile;
import org.ctrtool.sim.mount.MountTable;
import org.ctrtool.sim.net.TunFile;
import org.ctrtool.sim.ns.CgroupNamespace;
import org.ctrtool.sim.ns.IpcNamespace;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NamespaceCounts;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.ns.Nsfs;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.ns.TimeNamespace;
import org.ctrtool.sim.ns.UtsNamespace;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.UserNamespace;

/**
 * The simulated machine: what in the kernel are global variables. Its tasks, its time, and what it
 * has been told about programs.
 */
public final class Machine {
  /**
   * An account.
   *
   * @param uid its user ID
   * @param gid its group ID
   * @param groups its supplementary groups
   */
  public record Account(long uid, long gid, List<Long> groups) {
    /** Takes a copy of the list. */
    public Account {
      groups = List.copyOf(groups);
    }
  }

  /** The types of which each mount(2) makes a file system of its own. */
  private static final Set<String> PRIVATE_TYPES = Set.of("tmpfs", "ramfs", "proc", "devpts");

  private static final long FIRST_DYNAMIC_NUMBER = 0xF0000000L;

  private final Clock clock = new Clock(1_767_225_600L);
  private final Scheduler scheduler = new Scheduler(clock);
  private final UserNamespace userNamespace = new UserNamespace();
  private final PidNamespace pidNamespace = new PidNamespace(0xEFFFFFFCL, userNamespace, null);
  private final TimeNamespace time = new TimeNamespace(0xEFFFFFFAL, userNamespace);
  private final Cgroup cgroups = new Cgroup();
  private final MountTable mounts = new MountTable();
  private final Vfs vfs = new Vfs(mounts, userNamespace);
  private final LoopDevices loops = new LoopDevices(vfs.devices(), mounts);
  private final Nsfs nsfs = new Nsfs(vfs);
  private final NamespaceCounts counts = new NamespaceCounts();
  private final FileLocks locks = new FileLocks();
  private final Console console = new Console();
  private final Programs programs = new Programs();
  private final Set<Task> tasks = new LinkedHashSet<>();
  private final Map<String, Account> users = new LinkedHashMap<>();
  private final Map<String, Mode> foundProcEntries = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private SystemName name =
      new SystemName("Linux", "host", "6.18.0", "#1 SMP simulated", "x86_64", "(none)");
  private long lastNamespaceNumber = FIRST_DYNAMIC_NUMBER - 1;

  /** A machine without tasks and mounts. */
  public Machine() {
    mounts.onRelease(this::unmounted);
    nsfs.onUnused(
        namespace -> {
          if (namespace instanceof MountNamespace unused) {
            left(unused);
          }
        });
    vfs.devices()
        .registerCharacter(
            TunFile.NUMBER, (file, caller) -> new TunFile(((Task) caller).namespaces().net()));
  }

  /** A mount is gone for good: its file system may go, too, and free a device. */
  private void unmounted(Mount mount) {
    SuperBlock superBlock = mount.superBlock();
    if (mount.root().inode() instanceof MountNamespaceFile file) {
      left(file.mountNamespace());
    }
    if (PRIVATE_TYPES.contains(superBlock.type()) && mounts.mountsOf(superBlock).isEmpty()) {
      vfs.freeDevice(superBlock.device());
    }
    loops.unmounted();
  }

  /** Its time. */
  public Clock clock() {
    return clock;
  }

  /** Who runs when. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** The initial user namespace. */
  public UserNamespace userNamespace() {
    return userNamespace;
  }

  /** The initial PID namespace. */
  public PidNamespace pidNamespace() {
    return pidNamespace;
  }

  /** The root of all cgroups. */
  public Cgroup cgroups() {
    return cgroups;
  }

  /** All mounts. */
  public MountTable mounts() {
    return mounts;
  }

  /** All file systems. */
  public Vfs vfs() {
    return vfs;
  }

  /** The loop devices. */
  public LoopDevices loops() {
    return loops;
  }

  /** The files of namespaces. */
  public Nsfs nsfs() {
    return nsfs;
  }

  /** How many namespaces each user has. */
  public NamespaceCounts counts() {
    return counts;
  }

  /** The locks of open files. */
  public FileLocks locks() {
    return locks;
  }

  /** Where the standard output of logins goes. */
  public Console console() {
    return console;
  }

  /** What is known about programs. */
  public Programs programs() {
    return programs;
  }

  /** What uname(2) answers, but for the names of the UTS namespace. */
  public SystemName name() {
    return name;
  }

  /** Sets what uname(2) answers. */
  public void setName(SystemName name) {
    this.name = name;
  }

  /** The number of the next namespace. */
  public long nextNamespaceNumber() {
    return ++lastNamespaceNumber;
  }

  /** The accounts of the host, by name. */
  public Map<String, Account> users() {
    return users;
  }

  /** What the top directory of proc has (or, with mode 0, lacks), as far as that is known. */
  public Map<String, Mode> foundProcEntries() {
    return foundProcEntries;
  }

  /** Where the machine is only roughly like the host it is modelled after. */
  public List<String> notes() {
    return notes;
  }

  /**
   * What went wrong in tasks and is not Linux's doing: a call that is not modelled, a failed
   * assertion.
   */
  public List<Throwable> failures() {
    return failures;
  }

  /** All tasks, oldest first, also those that have ended and were not waited for. */
  public Set<Task> tasks() {
    return Collections.unmodifiableSet(tasks);
  }

  /** The first process: the init of the host, which reaps orphans and does nothing else. */
  public Task boot(Location root, MountNamespace mounts) {
    NsProxy namespaces =
        new NsProxy(
            mounts,
            new UtsNamespace(0xEFFFFFFEL, userNamespace, name.node(), name.domain()),
            new IpcNamespace(0xEFFFFFFFL, userNamespace),
            NetNamespace.ofHost(0xEFFFFFF9L, userNamespace),
            new CgroupNamespace(0xEFFFFFFBL, userNamespace, cgroups),
            time,
            time,
            pidNamespace);
    Task init =
        new Task(
            this,
            Credentials.root(userNamespace),
            namespaces,
            new FsStruct(root, 0022),
            new FdTable());
    init.signals().setDisposition(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    add(init);
    return init;
  }

  void add(Task task) {
    tasks.add(task);
  }

  void forget(Task task) {
    tasks.remove(task);
  }

  /** The living tasks of a process group. */
  List<Task> tasksOfGroup(ProcessId group) {
    return tasks.stream().filter(each -> each.group() == group && !each.hasEnded()).toList();
  }

  /** The living tasks of a session. */
  List<Task> tasksOfSession(Session session) {
    return tasks.stream().filter(each -> each.session() == session && !each.hasEnded()).toList();
  }

  /** Whether no member of the group has a parent in another group of the session. */
  boolean isOrphaned(ProcessId group) {
    for (Task each : tasksOfGroup(group)) {
      Task parent = each.parent();
      boolean watched =
          parent != null
              && parent.group() != group
              && parent.session() == each.session()
              && !parent.isReaper();
      if (watched) {
        return false;
      }
    }
    return true;
  }

  /**
   * Lets the numbers of a process, group or session be used again, once there is none of these any
   * more: detach_pid() in kernel/pid.c.
   */
  void freeIfUnused(ProcessId id) {
    boolean isUsed =
        id.task() != null
            || tasks.stream().anyMatch(each -> each.group() == id || each.session().id() == id);
    if (!isUsed) {
      PidNamespace.free(id);
    }
  }

  /**
   * A task, descriptor or mount does not refer to a namespace any more: the last one takes it
   * along.
   */
  void left(MountNamespace namespace) {
    if (!isInUse(namespace) && mounts.namespaces().contains(namespace)) {
      namespace.die();
    }
  }

  /** Whether a task, a descriptor or a mount refers to the namespace. */
  public boolean isInUse(MountNamespace namespace) {
    return nsfs.isInUse(namespace)
        || tasks.stream()
            .anyMatch(each -> !each.hasEnded() && each.namespaces().mnt() == namespace);
  }

  /** Whether a task, a descriptor, a mount or another namespace refers to the namespace. */
  public boolean isInUse(Namespace namespace) {
    return nsfs.isInUse(namespace)
        || tasks.stream().anyMatch(each -> !each.hasEnded() && refers(each, namespace));
  }

  private static boolean refers(Task task, Namespace namespace) {
    if (namespace instanceof UserNamespace user) {
      return task.userNamespace().isAtOrBelow(user)
          || task.namespaces().mnt().owner().isAtOrBelow(user)
          || task.namespaces().uts().owner().isAtOrBelow(user);
    }
    if (namespace instanceof PidNamespace pid) {
      return task.pidNamespace().isAtOrBelow(pid)
          || task.namespaces().pidForChildren().isAtOrBelow(pid);
    }
    return task.namespaces().equals(task.namespaces().with(namespace))
        || task.namespaces().time() == namespace;
  }

  /** The root directories and working directories of all tasks, each struct once. */
  List<FsStruct> fsStructs() {
    Set<FsStruct> all = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    List<FsStruct> inOrder = new ArrayList<>();
    for (Task each : tasks) {
      if (!each.hasEnded() && all.add(each.fs())) {
        inOrder.add(each.fs());
      }
    }
    return inOrder;
  }
}
