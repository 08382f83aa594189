package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** A system with nothing but directories and mounts, and sessions that change them as root. */
final class MountHost {
  final MountTable table = new MountTable();
  final UserNamespace init = new UserNamespace();
  private final List<FsStruct> fsStructs = new ArrayList<>();
  private int lastMinor;
  private long lastNamespace;

  /** A session on an empty tmpfs, which covers the initial root as on a real system. */
  Session session() {
    SuperBlock rootfs = superBlock("tmpfs", init);
    MountNamespace namespace = table.newNamespace(init, ++lastNamespace, rootfs, "rootfs");
    Session session = new Session(init, namespace, namespace.root().rootLocation());
    session.mount("root", "/", "tmpfs", MountFlags.NONE);
    session.fs.setRoot(session.root().topmost());
    session.fs.setWorkingDirectory(session.root());
    return session;
  }

  SuperBlock superBlock(String type, UserNamespace owner) {
    SuperBlock superBlock = new TestSuperBlock(type, new Dev(0, ++lastMinor), owner);
    superBlock.setRoot(directory("", superBlock));
    return superBlock;
  }

  static Dentry directory(String name, SuperBlock superBlock) {
    Mode mode = new Mode(Mode.S_IFDIR | 0755);
    return new Dentry(name, new Directory(superBlock, mode, Kuid.ROOT, Kgid.ROOT));
  }

  static void assertRefused(MountRule rule, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> org.assertj.core.api.Assertions.assertThat(refusal.rule()).isEqualTo(rule));
  }

  private static final class TestSuperBlock extends SuperBlock {
    TestSuperBlock(String type, Dev device, UserNamespace owner) {
      super(type, device, owner);
    }

    @Override
    public boolean allowsIdMaps() {
      return type().equals("tmpfs");
    }
  }

  /** A task, root in its user namespace. */
  final class Session implements MountCaller {
    private final UserNamespace user;
    private MountNamespace namespace;
    final FsStruct fs;

    Session(UserNamespace user, MountNamespace namespace, Location root) {
      this.user = user;
      this.namespace = namespace;
      this.fs = new FsStruct(root, 022);
      fsStructs.add(fs);
    }

    @Override
    public MountNamespace mountNamespace() {
      return namespace;
    }

    @Override
    public Location root() {
      return fs.root();
    }

    @Override
    public boolean isCapable(UserNamespace target, Capability capability) {
      return target.isAtOrBelow(user);
    }

    @Override
    public List<FsStruct> allFsStructs() {
      return fsStructs;
    }

    @Override
    public Runnable chargeMountNamespace() {
      return () -> {};
    }

    /** A second task in a copy of this mount namespace. */
    Session unshare() {
      return unshare(user);
    }

    /** A second task in a copy of this mount namespace, owned by a new user namespace. */
    Session unshareWithUser() {
      return unshare(new UserNamespace(user, Kuid.ROOT, Kgid.ROOT));
    }

    Session unshare(UserNamespace owner) {
      Session child = new Session(owner, namespace, fs.root());
      child.namespace = MountNamespaceCopy.copy(namespace, owner, ++lastNamespace, child.fs);
      return child;
    }

    void exit() {
      fsStructs.remove(fs);
      fs.release();
      namespace.die();
    }

    /** Where {@code path} leads; directories that are missing are made. */
    Location at(String path) {
      Location here = path.startsWith("/") ? fs.root() : fs.workingDirectory();
      for (String name : path.split("/", -1)) {
        if (!name.isEmpty()) {
          here = step(here, name);
        }
      }
      here.mount().visit();
      return here;
    }

    private Location step(Location here, String name) {
      if (name.equals(".")) {
        return here;
      } else if (name.equals("..")) {
        return up(here).topmost();
      }
      Dentry child = here.dentry().child(name);
      if (child == null) {
        child = directory(name, here.dentry().superBlock());
        here.dentry().add(child);
      }
      return new Location(here.mount(), child).topmost();
    }

    private Location up(Location here) {
      Location at = here;
      while (!at.equals(fs.root())) {
        Dentry parent = at.dentry().parent();
        if (!at.isMountRoot() && parent != null) {
          return new Location(at.mount(), parent);
        }
        Location covered = at.covered();
        if (covered == null) {
          return at;
        }
        at = covered;
      }
      return at;
    }

    /** The mount that {@code path} leads to. */
    Mount mountAt(String path) {
      return at(path).mount();
    }

    /** The source of the mount that {@code path} leads to. */
    @Nullable String sourceAt(String path) {
      return mountAt(path).source();
    }

    Session tmpfs(String path) {
      return tmpfs(path, MountFlags.NONE);
    }

    Session tmpfs(String path, MountFlags flags) {
      return mount("tmpfs", path, "tmpfs", flags);
    }

    Session tmpfs(String path, String source) {
      return mount(source, path, "tmpfs", MountFlags.NONE);
    }

    Session mount(@Nullable String source, String target, String type, MountFlags flags) {
      MountCall.mount(this, at(target), flags, request(source, type, flags));
      return this;
    }

    Session flags(String target, MountFlags flags) {
      return mount(null, target, "", flags);
    }

    Session bind(String source, String target) {
      return mount(source, target, "", MountFlags.MS_BIND);
    }

    Session rbind(String source, String target) {
      return mount(source, target, "", MountFlags.MS_BIND.or(MountFlags.MS_REC));
    }

    Session move(String source, String target) {
      return mount(source, target, "", MountFlags.MS_MOVE);
    }

    Session shared(String path) {
      return flags(path, MountFlags.MS_SHARED);
    }

    Session slave(String path) {
      return flags(path, MountFlags.MS_SLAVE);
    }

    Session makePrivate(String path) {
      return flags(path, MountFlags.MS_PRIVATE);
    }

    Session unbindable(String path) {
      return flags(path, MountFlags.MS_UNBINDABLE);
    }

    Session umount(String path) {
      return umount(path, UmountFlags.NONE);
    }

    Session umount(String path, UmountFlags flags) {
      Umount.umount(this, at(path), flags);
      return this;
    }

    Session pivotRoot(String newRoot, String putOld) {
      PivotRoot.pivotRoot(this, at(newRoot), at(putOld));
      return this;
    }

    Location openTree(String path, boolean recursive) {
      Location tree = OpenTree.clone(this, at(path), recursive);
      tree.mount().use();
      return tree;
    }

    void close(Location tree) {
      OpenTree.dissolve(tree.mount());
      tree.mount().unuse();
    }

    Session moveMount(Location from, String to, MoveMountFlags flags) {
      return moveMount(() -> from, () -> at(to), flags);
    }

    Session moveMount(Supplier<Location> from, Supplier<Location> to, MoveMountFlags flags) {
      MoveMount.moveMount(this, from, to, flags);
      return this;
    }

    Session setattr(Location place, AtFlags flags, MountAttr attributes) {
      MountSetattr.mountSetattr(this, flags, attributes, this::noNamespace, () -> place);
      return this;
    }

    private UserNamespace noNamespace(Fd fd) {
      throw new AssertionError("no descriptors here: " + fd);
    }

    private MountRequest request(@Nullable String source, String type, MountFlags flags) {
      return new MountRequest() {
        @Override
        public @Nullable String sourceName() {
          return source;
        }

        @Override
        public Location source() {
          return at(source == null ? "" : source);
        }

        @Override
        public Dentry createRoot() {
          SuperBlock superBlock = superBlock(type, user);
          superBlock.setReadOnly(flags.has(MountFlags.MS_RDONLY));
          return superBlock.root();
        }

        @Override
        public Runnable prepareReconfiguration(SuperBlock superBlock) {
          return () -> superBlock.setReadOnly(flags.has(MountFlags.MS_RDONLY));
        }
      };
    }

    String mountinfo() {
      return Mountinfo.text(namespace, fs.root());
    }

    /** The lines of mountinfo from the mount point on, without ids and devices. */
    List<String> mounts() {
      List<String> result = new ArrayList<>();
      for (String line : mountinfo().lines().toList()) {
        result.add(line.split(" ", 5)[4]);
      }
      return result;
    }
  }
}
