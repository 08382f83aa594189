package org.ctrtool.sim.path;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.fd.WaitQueue;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.DevptsType;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.FsContext;
import org.ctrtool.sim.fs.RamfsType;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.fs.TmpfsSuperBlock;
import org.ctrtool.sim.fs.TmpfsType;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountCall;
import org.ctrtool.sim.mount.MountCaller;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.mount.MountRequest;
import org.ctrtool.sim.mount.MountSetattr;
import org.ctrtool.sim.mount.MountTable;
import org.ctrtool.sim.mount.MoveMount;
import org.ctrtool.sim.mount.OpenTree;
import org.ctrtool.sim.net.Sender;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.IdMapFile;
import org.ctrtool.sim.user.IdMapKind;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** A task on a host whose root is a tmpfs of mode 01777, with nothing around it. */
public final class TestTask implements FileCaller, MountCaller {
  private final UserNamespace initial = new UserNamespace();
  private final MountTable table = new MountTable();
  private final Vfs vfs = new Vfs(table, initial);
  private final MountNamespace namespace;
  private final FsStruct fs;
  private final FdTable descriptors = new FdTable();
  private final List<Signal> raised = new ArrayList<>();
  private Subject credentials = Credentials.root(initial);
  private long limit = 1024;

  /** Root, with umask 0. */
  public TestTask() {
    vfs.register(new TmpfsType());
    vfs.register(new RamfsType());
    vfs.register(new DevptsType());
    FileSystemType tmpfs = vfs.type("tmpfs");
    SuperBlock root = tmpfs.tree(new FsContext(tmpfs, this), this);
    namespace = table.newNamespace(initial, 1, root, "none");
    fs = new FsStruct(namespace.root().rootLocation(), 0);
  }

  /** Becomes an ordinary user, or root for 0. */
  public TestTask as(long id) {
    credentials =
        id == 0
            ? Credentials.root(initial)
            : Credentials.ordinary(initial, new Kuid(id), new Kgid(id), List.of());
    return this;
  }

  /** Gets other credentials. */
  public void setCredentials(Subject credentials) {
    this.credentials = credentials;
  }

  /** Sets RLIMIT_NOFILE. */
  public void setDescriptorLimit(long limit) {
    this.limit = limit;
  }

  /** The signals it has got. */
  public List<Signal> raised() {
    return raised;
  }

  /** The file system with this name's mount at {@code path}. */
  public TmpfsSuperBlock tmpfsAt(String path) {
    return (TmpfsSuperBlock) PathWalk.lookup(this, path, Lookup.FOLLOW).mount().superBlock();
  }

  /** mount(2), with the superblock flag ro as a builder would set it. */
  public void mount(
      @Nullable String source,
      String target,
      @Nullable String type,
      MountFlags flags,
      String data) {
    Location place = PathWalk.lookup(this, target, Lookup.FOLLOW);
    MountCall.mount(
        this,
        place,
        flags,
        new MountRequest() {
          @Override
          public @Nullable String sourceName() {
            return source;
          }

          @Override
          public Location source() {
            return PathWalk.lookup(TestTask.this, String.valueOf(source), Lookup.FOLLOW);
          }

          @Override
          public Dentry createRoot() {
            FileSystemType known = vfs.type(String.valueOf(type));
            FsContext context = new FsContext(known, TestTask.this);
            context.parseData(data);
            SuperBlock made = known.tree(context, TestTask.this);
            made.setReadOnly(flags.has(MountFlags.MS_RDONLY));
            return known.root(made, TestTask.this);
          }

          @Override
          public Runnable prepareReconfiguration(SuperBlock superBlock) {
            return () -> superBlock.setReadOnly(flags.has(MountFlags.MS_RDONLY));
          }
        });
  }

  /** Binds a directory to a second place, read-only or not. */
  public void bind(String source, String target, boolean readOnly) {
    mount(source, target, null, MountFlags.MS_BIND, "");
    if (readOnly) {
      MountFlags flags = MountFlags.MS_BIND.or(MountFlags.MS_REMOUNT).or(MountFlags.MS_RDONLY);
      mount(null, target, null, flags, "");
    }
  }

  /**
   * Shows a directory in a second place with the owners that the map of {@code map} makes of them.
   */
  public void idmappedBind(String source, String target, UserNamespace map) {
    Location copy = OpenTree.clone(this, PathWalk.lookup(this, source, Lookup.FOLLOW), false);
    MountAttr attributes = MountAttr.set(MountAttrFlags.MOUNT_ATTR_IDMAP);
    MountSetattr.mountSetattr(this, AtFlags.NONE, attributes, fd -> map, () -> copy);
    MoveMount.moveMount(
        this,
        () -> copy,
        () -> PathWalk.lookup(this, target, Lookup.FOLLOW),
        MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH);
  }

  /** A user namespace of {@code owner} with the same map for users and groups: {@code 0 1000 1}. */
  public UserNamespace userNamespace(Kuid owner, String map) {
    UserNamespace made = new UserNamespace(initial, 7, owner, Kgid.ROOT, true);
    for (IdMapKind kind : IdMapKind.values()) {
      IdMapFile.write(
          made,
          kind,
          Credentials.root(initial),
          Credentials.root(initial),
          0,
          OsStrings.encode(map));
    }
    return made;
  }

  @Override
  public Subject credentials() {
    return credentials;
  }

  @Override
  public FsStruct fs() {
    return fs;
  }

  @Override
  public FdTable descriptors() {
    return descriptors;
  }

  @Override
  public MountNamespace mountNamespace() {
    return namespace;
  }

  @Override
  public Vfs vfs() {
    return vfs;
  }

  @Override
  public long descriptorLimit() {
    return limit;
  }

  @Override
  public int memfdNoexec() {
    return 0;
  }

  /** There is nobody else who could make it ready. */
  @Override
  public WaitQueue waiting() {
    return (what, ready) -> {
      Refuse.unless(ready.getAsBoolean(), FdRule.WOULD_BLOCK);
    };
  }

  @Override
  public Sender sender() {
    return new Sender(null, credentials.fsuid(), credentials.fsgid());
  }

  @Override
  public void raise(Signal signal) {
    raised.add(signal);
  }

  @Override
  public void terminalOpened(Pty terminal) {}

  @Override
  public void unshareDescriptors() {}

  @Override
  public @Nullable Pty controllingTerminal() {
    return null;
  }

  @Override
  public Location root() {
    return fs.root();
  }

  @Override
  public boolean isCapable(UserNamespace target, Capability capability) {
    return credentials.isCapable(target, capability);
  }

  @Override
  public List<FsStruct> allFsStructs() {
    return List.of(fs);
  }

  @Override
  public Runnable chargeMountNamespace() {
    return () -> {};
  }
}
