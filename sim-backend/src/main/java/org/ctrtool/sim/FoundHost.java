package org.ctrtool.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SystemName;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.FoundSuperBlock;
import org.ctrtool.sim.fs.FsContext;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.FoundMounts;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MntFlags;
import org.ctrtool.sim.mount.Mount;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.PathWalk;
import org.ctrtool.sim.snapshot.HostSnapshot;
import org.ctrtool.sim.snapshot.MountFact;
import org.ctrtool.sim.snapshot.PathFact;
import org.ctrtool.sim.snapshot.ProcessFacts;
import org.ctrtool.sim.snapshot.UserFacts;
import org.ctrtool.sim.task.Fork;
import org.ctrtool.sim.task.JobControl;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.CapabilitySets;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Gids;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.Uids;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** Boots a machine after a description of a real host. */
final class FoundHost {
  private static final long MOUNT_NUMBER = 0xEFFFFFF8L;

  /** Types of which the model has what plans look at. */
  private static final Set<String> MODELLED =
      Set.of("proc", "sysfs", "tmpfs", "ramfs", "devpts", "devtmpfs", "mqueue", "cgroup2");

  /** Types with one file system for each namespace, however often it is mounted. */
  private static final Set<String> ONE_EACH = Set.of("sysfs", "devtmpfs", "mqueue", "cgroup2");

  private final Machine machine;
  private final HostSnapshot snapshot;
  private final UserNamespace users;
  private final FoundMounts mounts;
  private final Task init;
  private final Task process;
  private final FoundTree tree;
  private final Map<Dev, SuperBlock> superBlocks = new LinkedHashMap<>();
  private final Set<String> rough = new LinkedHashSet<>();
  private final Set<String> taken = new LinkedHashSet<>();

  private FoundHost(Machine machine, HostSnapshot snapshot) {
    this.machine = machine;
    this.snapshot = snapshot;
    this.users = users();
    SuperBlock hidden =
        new FoundSuperBlock("rootfs", machine.vfs().newAnonymousDevice(), machine.userNamespace());
    UserNamespace owner = isOwned("mnt") ? users : machine.userNamespace();
    this.mounts = new FoundMounts(machine.mounts(), owner, MOUNT_NUMBER, hidden);
    nameMachine();
    this.init = machine.boot(mounts.namespace().root().rootLocation(), mounts.namespace());
    this.process = process();
    this.tree = new FoundTree(snapshot.paths(), users, process);
  }

  /**
   * Boots.
   *
   * @return the process that the description is of
   */
  static Task boot(Machine machine, HostSnapshot snapshot) {
    FoundHost host = new FoundHost(machine, snapshot);
    host.addProcEntries();
    host.mountEverything();
    Location root = host.mounts.namespace().root().topmost().rootLocation();
    host.enter(host.init, root);
    host.enter(host.process, root);
    snapshot.paths().stream().filter(PathFact::exists).forEach(fact -> host.tree.put(root, fact));
    host.become();
    host.addNotes();
    return host.process;
  }

  private boolean isOwned(String namespace) {
    return !snapshot.users().initial() && snapshot.users().owned().contains(namespace);
  }

  // Before there are mounts

  private UserNamespace users() {
    UserFacts facts = snapshot.users();
    UserNamespace made =
        facts.initial()
            ? machine.userNamespace()
            : UserNamespace.found(
                machine.userNamespace(),
                machine.nextNamespaceNumber(),
                facts.uidMap(),
                facts.gidMap(),
                facts.setgroups());
    for (NamespaceType type : NamespaceType.values()) {
      Integer limit = facts.limits().get(type.fileName());
      if (limit != null) {
        made.setLimit(type, limit);
      }
    }
    return made;
  }

  private void nameMachine() {
    SystemName old = machine.name();
    machine.setName(
        new SystemName(
            old.system(),
            old.node(),
            snapshot.kernel().release(),
            old.version(),
            snapshot.kernel().machine(),
            old.domain()));
  }

  /** A process in namespaces like those of the one that was found, still with every right. */
  private Task process() {
    Task shell = Fork.clone(init, CloneFlags.NONE);
    if (!snapshot.users().initial()) {
      shell.commit(shell.credentials().in(users));
      long flags = 0;
      for (NamespaceType type : NamespaceType.values()) {
        boolean asked = type != NamespaceType.MNT && type != NamespaceType.USER;
        flags |= asked && isOwned(type.fileName()) ? type.cloneFlag() : 0;
      }
      if (flags != 0) {
        shell = Fork.clone(shell, new CloneFlags(flags));
      }
    }
    ProcessCalls.setName(shell, "shell");
    ProcessCalls.sigaction(shell, Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    JobControl.setsid(shell);
    machine.console().openFor(shell);
    return shell;
  }

  private void addProcEntries() {
    for (PathFact fact : snapshot.paths()) {
      String path = fact.path();
      if (path.startsWith("/proc/") && path.indexOf('/', "/proc/".length()) < 0) {
        machine.foundProcEntries().put(path.substring("/proc/".length()), fact.mode());
      }
    }
  }

  // Mounts

  private void mountEverything() {
    Map<Integer, MountFact> facts = new LinkedHashMap<>();
    Map<Integer, Mount> made = new LinkedHashMap<>();
    for (MountFact fact : snapshot.mounts()) {
      Mount mount = mount(fact);
      if (mount != null) {
        facts.put(fact.id(), fact);
        made.put(fact.id(), mount);
      }
    }
    place(facts, made);
    facts.forEach(
        (id, fact) -> {
          if (fact.sharing().shared() != 0) {
            mounts.share(Objects.requireNonNull(made.get(id)), fact.sharing().shared());
          }
        });
    facts.forEach((id, fact) -> relate(Objects.requireNonNull(made.get(id)), fact.sharing()));
    if (isOwned("mnt")) {
      mounts.lock();
      machine.notes().add("mounts do not tell whether they are locked: all are taken to be");
    }
  }

  private void relate(Mount mount, MountFact.Sharing sharing) {
    if (sharing.master() != 0) {
      mounts.enslave(mount, sharing.master(), sharing.propagatesFrom());
    }
    if (sharing.unbindable()) {
      mounts.makeUnbindable(mount);
    }
  }

  private @Nullable Mount mount(MountFact fact) {
    SuperBlock superBlock = superBlocks.computeIfAbsent(fact.device(), device -> found(fact));
    PathFact there = tree.at(fact.mountPoint());
    boolean removed = fact.root().endsWith("//deleted");
    String root =
        removed
            ? fact.root().substring(0, fact.root().length() - "//deleted".length())
            : fact.root();
    if (root.startsWith("/" + FoundTree.ABOVE)) {
      machine.notes().add("the mount at " + fact.mountPoint() + " shows groups that are not known");
    }
    Dentry dentry = tree.name(superBlock, root, there);
    if (dentry == null || fact.flags().contains("idmapped")) {
      machine.notes().add("the mount at " + fact.mountPoint() + " is left out");
      return null;
    }
    if (there != null) {
      tree.adapt(dentry.inode(), there);
    }
    if (removed && dentry.parent() != null) {
      Objects.requireNonNull(dentry.parent()).remove(dentry);
    }
    return mounts.add(superBlock, dentry, fact.source(), MntFlags.named(fact.flags()));
  }

  /** Parents first, which need not be listed first. */
  private void place(Map<Integer, MountFact> facts, Map<Integer, Mount> made) {
    Set<Integer> placed = new LinkedHashSet<>();
    Mount top = mounts.namespace().root();
    for (Map.Entry<Integer, MountFact> each : facts.entrySet()) {
      place(each.getKey(), facts, made, placed, top);
    }
  }

  private void place(
      int id,
      Map<Integer, MountFact> facts,
      Map<Integer, Mount> made,
      Set<Integer> placed,
      Mount top) {
    if (!placed.add(id)) {
      return;
    }
    MountFact fact = Objects.requireNonNull(facts.get(id));
    Mount mount = Objects.requireNonNull(made.get(id));
    MountFact parent = facts.get(fact.parent());
    if (parent == null || fact.parent() == id) {
      Dentry place =
          fact.mountPoint().equals("/")
              ? top.topmost().root()
              : tree.name(top.superBlock(), fact.mountPoint(), tree.at(fact.mountPoint()));
      mounts.place(mount, top.topmost(), Objects.requireNonNull(place));
      return;
    }
    place(fact.parent(), facts, made, placed, top);
    Mount below = Objects.requireNonNull(made.get(fact.parent()));
    String start = parent.mountPoint().equals("/") ? "" : parent.mountPoint();
    String path = fact.mountPoint().equals("/") ? "" : fact.mountPoint();
    Dentry dentry = below.root();
    if (path.length() > start.length()) {
      String root = below.root().pathWithinFileSystem();
      String within = (root.equals("/") ? "" : root) + path.substring(start.length());
      PathFact kind =
          mount.root().isDirectory() ? null : PathFact.of(fact.mountPoint(), Mode.S_IFREG | 0644);
      dentry = tree.name(below.superBlock(), within, kind);
    }
    if (dentry == null) {
      machine.notes().add("the mount at " + fact.mountPoint() + " is left out");
    } else {
      mounts.place(mount, below, dentry);
    }
  }

  private SuperBlock found(MountFact fact) {
    boolean another = ONE_EACH.contains(fact.type()) && !taken.add(fact.type());
    boolean modelled = MODELLED.contains(fact.type()) && !another;
    SuperBlock superBlock = modelled ? modelled(fact) : plain(fact);
    List<String> options = fact.options();
    superBlock.setReadOnly(options.contains("ro"));
    superBlock.setFlags(
        options.contains("sync"),
        options.contains("dirsync"),
        options.contains("mand"),
        options.contains("lazytime"));
    superBlock.setFoundOptions(others(options, superBlock.options()));
    return superBlock;
  }

  private static List<String> others(List<String> found, List<String> shown) {
    Set<String> flags = Set.of("rw", "ro", "sync", "dirsync", "mand", "lazytime");
    return found.stream().filter(each -> !flags.contains(each) && !shown.contains(each)).toList();
  }

  private SuperBlock plain(MountFact fact) {
    rough.add(fact.type());
    Dev device = fact.device().major() == 0 ? machine.vfs().newAnonymousDevice() : fact.device();
    return new FoundSuperBlock(fact.type(), device, machine.userNamespace());
  }

  private SuperBlock modelled(MountFact fact) {
    FileSystemType type = machine.vfs().type(fact.type());
    // What belongs to a namespace is that of the process; the rest may be anybody's.
    boolean own = Set.of("proc", "sysfs", "mqueue").contains(fact.type());
    Task mounter = own ? process : init;
    FsContext context = new FsContext(type, mounter);
    for (String option : fact.options()) {
      int equals = option.indexOf('=');
      if (equals > 0 && !option.startsWith("hidepid=")) {
        String name = option.substring(0, equals);
        take(context, name, option.substring(equals + 1));
      }
    }
    return type.tree(context, mounter);
  }

  private static void take(FsContext context, String name, String value) {
    try {
      context.parse(name, value);
    } catch (Refusal | org.ctrtool.api.NotModelled unknown) {
      // It is shown, and means nothing.
    }
  }

  // The process

  private void enter(Task task, Location root) {
    FsStruct fs = task.fs();
    fs.setRoot(root);
    fs.setWorkingDirectory(root);
  }

  private void become() {
    ProcessFacts facts = snapshot.process();
    facts.limits().forEach(process::setLimit);
    process.fs().setUmask(new Mode(facts.umask()));
    process.commit(credentials(facts));
    process.setDumpable(true);
    try {
      Location there = PathWalk.lookup(process, facts.workingDirectory(), Lookup.FOLLOW);
      process.fs().setWorkingDirectory(there);
    } catch (Refusal unreachable) {
      machine.notes().add("the working directory is taken to be /");
    }
  }

  private Credentials credentials(ProcessFacts facts) {
    List<Kgid> groups = new ArrayList<>();
    facts.groups().forEach(group -> groups.add(gid(group)));
    Ids u = facts.uids();
    Ids g = facts.gids();
    ProcessFacts.CapabilityFacts sets = facts.capabilities();
    return new Credentials(
        users,
        new Uids(uid(u.real()), uid(u.effective()), uid(u.saved()), uid(u.effective())),
        new Gids(gid(g.real()), gid(g.effective()), gid(g.saved()), gid(g.effective())),
        groups,
        new CapabilitySets(
            sets.permitted(),
            sets.effective(),
            sets.inheritable(),
            sets.ambient(),
            sets.bounding()),
        Securebits.NONE,
        facts.noNewPrivs());
  }

  /** An ID without a name in the namespace stands for one of the host that the map leaves out. */
  private Kuid uid(long number) {
    Kuid uid = users.toKuid(new org.ctrtool.api.Uid(number));
    return uid.isValid() ? uid : new Kuid(UserNamespace.OVERFLOW_ID);
  }

  private Kgid gid(long number) {
    Kgid gid = users.toKgid(new org.ctrtool.api.Gid(number));
    return gid.isValid() ? gid : new Kgid(UserNamespace.OVERFLOW_ID);
  }

  private void addNotes() {
    if (!rough.isEmpty()) {
      machine
          .notes()
          .add(
              "plain directories and files stand for file systems of type "
                  + String.join(", ", rough));
    }
    if (snapshot.kernel().lastCapability() != Capability.LAST) {
      machine.notes().add("its capabilities end with number " + snapshot.kernel().lastCapability());
    }
  }
}
