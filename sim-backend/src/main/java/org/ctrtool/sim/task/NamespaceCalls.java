package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.ns.NamespaceFile;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.UtsNamespace;
import org.ctrtool.sim.user.Credentials;
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

  /** NS_GET_USERNS. */
  public static Fd owner(Task task, Fd fd) {
    OpenFile file = task.descriptors().require(fd);
    Refuse.unless(file.inode() instanceof NamespaceFile, NamespaceRule.NO_NAMESPACE_IOCTL);
    NamespaceFile inode = (NamespaceFile) file.inode();
    boolean isInitial = inode.namespace() instanceof UserNamespace user && user.isInitial();
    UserNamespace owner = inode.namespace().owner();
    Refuse.unless(
        !isInitial && owner.isAtOrBelow(task.userNamespace()), NamespaceRule.OWNER_IS_OUT_OF_SIGHT);
    OpenFile opened =
        new OpenFile(task.machine().nsfs().file(owner), OpenFlags.NONE, task.credentials());
    task.descriptors().lowestFree(0, task.descriptorLimit());
    opened.opened(opened.inode().open(opened, task));
    return task.descriptors().install(opened, true, task.descriptorLimit());
  }
}
