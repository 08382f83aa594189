package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.net.TunFile;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NamespaceFile;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.UtsNamespace;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.ProcessAccess;
import org.ctrtool.sim.user.UserNamespace;

/**
 * The calls on namespaces, but for setns(2): unshare(2), sethostname(2), uname(2), ioctl_nsfs(2).
 */
public final class NamespaceCalls {
  private static final long CLONE_VM = 0x100;
  private static final long CLONE_FS = 0x200;
  private static final long CLONE_FILES = 0x400;
  private static final long CLONE_SIGHAND = 0x800;
  private static final long CLONE_THREAD = 0x10000;
  private static final long CLONE_SYSVSEM = 0x40000;
  private static final int LONGEST_NAME = 64;

  private NamespaceCalls() {}

  /** unshare(2): ksys_unshare(). */
  public static void unshare(Task task, UnshareFlags asked) {
    long flags = withImplied(asked.bits());
    long known = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    Refuse.when((flags & ~(known | NamespaceType.all())) != 0, NamespaceRule.UNSHARE_UNKNOWN_FLAG);
    Credentials credentials =
        NamespaceType.USER.isIn(flags)
            ? NewNamespaces.inNewUserNamespace(task)
            : task.credentials();
    NewNamespaces namespaces = new NewNamespaces(task, credentials);
    namespaces.check(flags);
    if ((flags & CLONE_FS) != 0) {
      task.unshareFs();
    }
    if ((flags & CLONE_FILES) != 0) {
      task.unshareDescriptors();
    }
    MountNamespace before = task.mountNamespace();
    task.setNamespaces(namespaces.make(flags, task.fs()));
    if (!credentials.equals(task.credentials())) {
      task.commit(credentials);
    }
    task.machine().left(before);
  }

  private static long withImplied(long asked) {
    long flags = asked;
    if (NamespaceType.USER.isIn(flags)) {
      flags |= CLONE_THREAD | CLONE_FS;
    }
    if ((flags & CLONE_VM) != 0) {
      flags |= CLONE_SIGHAND;
    }
    if ((flags & CLONE_SIGHAND) != 0) {
      flags |= CLONE_THREAD;
    }
    if (NamespaceType.MNT.isIn(flags)) {
      flags |= CLONE_FS;
    }
    return flags;
  }

  /** sethostname(2). */
  public static void sethostname(Task task, byte[] name) {
    UtsNamespace uts = checkedUts(task, name);
    uts.setNodeName(upToNul(name));
  }

  /** setdomainname(2). */
  public static void setdomainname(Task task, byte[] name) {
    UtsNamespace uts = checkedUts(task, name);
    uts.setDomainName(upToNul(name));
  }

  private static UtsNamespace checkedUts(Task task, byte[] name) {
    UtsNamespace uts = task.namespaces().uts();
    Refuse.unless(
        task.credentials().isCapable(uts.owner(), Capability.CAP_SYS_ADMIN),
        NamespaceRule.HOST_NAME_NEEDS_CAP_SYS_ADMIN);
    Refuse.when(name.length > LONGEST_NAME, NamespaceRule.HOST_NAME_TOO_LONG);
    return uts;
  }

  private static String upToNul(byte[] name) {
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return OsStrings.decode(name, 0, length);
  }

  /** uname(2). */
  public static SystemName uname(Task task) {
    SystemName machine = task.machine().name();
    UtsNamespace uts = task.namespaces().uts();
    return new SystemName(
        machine.system(),
        uts.nodeName(),
        machine.release(),
        machine.version(),
        machine.machine(),
        uts.domainName());
  }

  /** NS_GET_USERNS: ns_get_owner(). */
  public static Fd owner(Task task, Fd fd) {
    Namespace namespace = namespace(task, fd);
    return open(task, visibleOwner(task, namespace));
  }

  /** NS_GET_PARENT: for user namespaces as NS_GET_USERNS, else pidns_get_parent(). */
  public static Fd parent(Task task, Fd fd) {
    Namespace namespace = namespace(task, fd);
    return switch (namespace) {
      case UserNamespace user -> open(task, visibleOwner(task, user));
      case PidNamespace pids -> open(task, visibleParent(task, pids));
      default -> throw new Refusal(NamespaceRule.NO_PARENT);
    };
  }

  /** NS_GET_OWNER_UID: ns_ioctl(). */
  public static Uid ownerUid(Task task, Fd fd) {
    if (namespace(task, fd) instanceof UserNamespace user) {
      return task.userNamespace().toUid(user.ownerUser());
    }
    throw new Refusal(NamespaceRule.OWNER_ID_OF_NO_USER_NAMESPACE);
  }

  /** SIOCGSKNS: sock_ioctl(), tun_chr_ioctl(). */
  public static Fd ofSocket(Task task, Fd fd) {
    TunFile tun = task.descriptors().require(fd).operations(TunFile.class);
    NetNamespace namespace = tun == null ? SocketCalls.namespaceOf(task, fd) : tun.namespace();
    Refuse.unless(
        task.credentials().isCapable(namespace.owner(), Capability.CAP_NET_ADMIN),
        NamespaceRule.INTERFACE_NEEDS_CAP_NET_ADMIN);
    return open(task, namespace);
  }

  /** PIDFD_GET_NET_NAMESPACE and others: pidfd_ioctl(). */
  public static Fd ofProcess(Task task, Fd fd, NamespaceType type) {
    ProcessFile process = task.descriptors().require(fd).operations(ProcessFile.class);
    if (process == null) {
      throw new Refusal(NamespaceRule.NO_PROCESS_IOCTL);
    }
    Task target = process.task();
    if (target == null || target.hasEnded()) {
      throw new Refusal(NamespaceRule.PROCESS_HAS_ENDED);
    }
    boolean mayRead =
        target == task
            || ProcessAccess.mayRead(
                task.credentials(),
                target.credentials(),
                target.isDumpable(),
                target.programNamespace());
    Refuse.unless(mayRead, NamespaceRule.NAMESPACES_OF_OTHERS);
    return open(
        task,
        switch (type) {
          case USER -> target.userNamespace();
          case MNT -> target.namespaces().mnt();
          case NET -> target.namespaces().net();
          default -> throw new IllegalArgumentException(type.toString());
        });
  }

  private static Namespace namespace(Task task, Fd fd) {
    OpenFile file = task.descriptors().require(fd);
    if (file.inode() instanceof NamespaceFile inode) {
      return inode.namespace();
    }
    throw new Refusal(NamespaceRule.NO_NAMESPACE_IOCTL);
  }

  private static UserNamespace visibleOwner(Task task, Namespace namespace) {
    boolean isInitial = namespace instanceof UserNamespace user && user.isInitial();
    UserNamespace owner = namespace.owner();
    Refuse.unless(
        !isInitial && owner.isAtOrBelow(task.userNamespace()), NamespaceRule.OWNER_IS_OUT_OF_SIGHT);
    return owner;
  }

  private static PidNamespace visibleParent(Task task, PidNamespace namespace) {
    PidNamespace parent = namespace.parent();
    PidNamespace each = parent;
    while (each != null && each != task.pidNamespace()) {
      each = each.parent();
    }
    if (parent == null || each == null) {
      throw new Refusal(NamespaceRule.PARENT_IS_OUT_OF_SIGHT);
    }
    return parent;
  }

  private static Fd open(Task task, Namespace namespace) {
    OpenFile opened =
        new OpenFile(task.machine().nsfs().file(namespace), OpenFlags.NONE, task.credentials());
    task.descriptors().lowestFree(0, task.descriptorLimit());
    opened.opened(opened.inode().open(opened, task));
    return task.descriptors().install(opened, true, task.descriptorLimit());
  }
}
