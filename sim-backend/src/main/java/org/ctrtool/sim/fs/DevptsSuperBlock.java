package org.ctrtool.sim.fs;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.Mount;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * An instance of devpts: pseudoterminals with their own numbering; see pts(4) and
 * fs/devpts/inode.c.
 */
public final class DevptsSuperBlock extends SuperBlock {
  /** What {@code max=} is if it is not given. */
  static final long MAX = 1 << 20;

  private static final int FIRST_SLAVE_MAJOR = 136;
  private static final int PTMX_INODE = 2;
  private static final int FIRST_SLAVE_INODE = 3;

  private final TreeMap<Integer, Pty> terminals = new TreeMap<>();
  private final DeviceNode ptmx;
  private @Nullable Kuid user;
  private @Nullable Kgid group;
  private int mode = 0600;
  private int ptmxMode;
  private long max = MAX;

  DevptsSuperBlock(Dev device, UserNamespace owner, Kuid rootUser, Kgid rootGroup) {
    super("devpts", device, owner);
    Directory directory = new Directory(this, new Mode(0755), rootUser, rootGroup);
    setRoot(new Dentry("", directory));
    ptmx =
        new DeviceNode(
            this, PTMX_INODE, new Mode(Mode.S_IFCHR), rootUser, rootGroup, new Dev(5, 2));
    root().add("ptmx", ptmx);
    directory.countEntry(1, false);
  }

  void set(FsContext context) {
    user = context.get("uid", Kuid.class);
    group = context.get("gid", Kgid.class);
    mode = context.getOr("mode", 0600);
    ptmxMode = context.getOr("ptmxmode", 0);
    max = context.getOr("max", MAX);
    ptmx.setPermissions(ptmxMode);
  }

  @Override
  public List<String> options() {
    List<String> shown = new ArrayList<>();
    if (user != null) {
      shown.add("uid=" + user.number());
    }
    if (group != null) {
      shown.add("gid=" + group.number());
    }
    shown.add("mode=" + octal(mode));
    shown.add("ptmxmode=" + octal(ptmxMode));
    if (max < MAX) {
      shown.add("max=" + max);
    }
    return shown;
  }

  private static String octal(int mode) {
    String octal = Integer.toOctalString(mode);
    return "0".repeat(Math.max(0, 3 - octal.length())) + octal;
  }

  /** Terminals work in every user namespace: their nodes are not dead. */
  @Override
  public boolean isWithoutDevices() {
    return false;
  }

  /** Makes a pair, seen through {@code mount}. */
  FileOperations openMaster(Mount mount, OpenFile file) {
    int number = 0;
    while (terminals.containsKey(number)) {
      number++;
    }
    Refuse.when(number >= max, FileRule.ALL_PTYS_ARE_TAKEN);
    Dev device = new Dev(FIRST_SLAVE_MAJOR + number / 256, number % 256);
    Kuid slaveUser = user != null ? user : file.credentials().fsuid();
    Kgid slaveGroup = group != null ? group : file.credentials().fsgid();
    DeviceNode node =
        new DeviceNode(
            this,
            number + FIRST_SLAVE_INODE,
            new Mode(Mode.S_IFCHR | mode),
            slaveUser,
            slaveGroup,
            device);
    Dentry name = root().add(Integer.toString(number), node);
    Directory directory = (Directory) root().inode();
    directory.countEntry(1, false);
    int taken = number;
    Pty pty =
        new Pty(
            number,
            new Location(mount, name),
            () -> {
              root().remove(name);
              directory.countEntry(-1, false);
              node.setLinks(0);
              terminals.remove(taken);
            });
    terminals.put(number, pty);
    file.setPayload(pty);
    return pty.openMaster();
  }

  /** The pair whose slave has this node; null if its master is closed. */
  @Nullable Pty terminal(Inode node) {
    return terminals.get((int) node.number() - FIRST_SLAVE_INODE);
  }

  /** Opens a slave for {@code caller}, who may get it as the controlling terminal. */
  FileOperations openSlave(OpenFile file, FileCaller caller) {
    Pty pty = terminal(file.inode());
    if (pty == null) {
      throw new Refusal(FileRule.MASTER_IS_GONE);
    }
    FileOperations operations = pty.openSlave();
    file.setPayload(pty);
    return operations;
  }
}
