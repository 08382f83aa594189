package org.ctrtool.sim.task;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.AnonymousCalls;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.FsContext;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MntFlags;
import org.ctrtool.sim.mount.MountRule;
import org.ctrtool.sim.mount.OpenTree;
import org.ctrtool.sim.mount.Permission;
import org.jspecify.annotations.Nullable;

/** fsopen(2), fsconfig(2) and fsmount(2): fs/fsopen.c. */
public final class FsContextCalls {
  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_VALUE = 255;

  /** What a descriptor of fsopen(2) stands for. */
  private static final class ContextFile implements FileOperations {
    private enum Phase {
      CREATE_PARAMS,
      AWAITING_MOUNT,
      AWAITING_RECONF,
      FAILED
    }

    private final FsContext context;
    private Phase phase = Phase.CREATE_PARAMS;
    private final Map<String, Boolean> flags = new LinkedHashMap<>();
    private @Nullable Dentry root;

    ContextFile(FsContext context) {
      this.context = context;
    }

    /** vfs_parse_sb_flag(). */
    boolean takeFlag(String key) {
      switch (key) {
        case "ro", "sync", "dirsync", "mand", "lazytime" -> flags.put(key, true);
        case "rw" -> flags.put("ro", false);
        case "async" -> flags.put("sync", false);
        case "nomand" -> flags.put("mand", false);
        case "nolazytime" -> flags.put("lazytime", false);
        default -> {
          return false;
        }
      }
      return true;
    }

    boolean has(String key) {
      return flags.getOrDefault(key, false);
    }

    void applyFlags(SuperBlock superBlock) {
      superBlock.setReadOnly(context.type().isReadOnly() || has("ro"));
      superBlock.setFlags(has("sync"), has("dirsync"), has("mand"), has("lazytime"));
    }
  }

  private FsContextCalls() {}

  /** fsopen(2). */
  public static Fd fsopen(Task task, String name, FsopenFlags flags) {
    Refuse.unless(Permission.mayMount(task), MountRule.MOUNTING_NEEDS_CAP_SYS_ADMIN);
    Refuse.unless(
        flags.without(FsopenFlags.FSOPEN_CLOEXEC).bits() == 0, FsContextRule.UNKNOWN_FLAGS);
    FileSystemType type = task.vfs().type(name);
    ContextFile context = new ContextFile(new FsContext(type, task));
    task.descriptors().lowestFree(0, task.descriptorLimit());
    OpenFile file =
        AnonymousCalls.anonymous(task, "anon_inode:[fscontext]", OpenFlags.O_RDWR, context);
    return task.descriptors()
        .install(file, flags.has(FsopenFlags.FSOPEN_CLOEXEC), task.descriptorLimit());
  }

  private static ContextFile require(Task task, Fd fd) {
    ContextFile context = task.descriptors().require(fd).operations(ContextFile.class);
    if (context == null) {
      throw new Refusal(FsContextRule.NOT_A_FS_CONTEXT);
    }
    return context;
  }

  /** What fsconfig(2) works on: a negative number is refused before anything is looked up. */
  private static ContextFile toConfigure(Task task, Fd fd) {
    Refuse.when(fd.number() < 0, FsContextRule.NEGATIVE_DESCRIPTOR);
    return require(task, fd);
  }

  /** FSCONFIG_SET_FLAG and FSCONFIG_SET_STRING. */
  public static void set(Task task, Fd fd, String key, @Nullable String value) {
    ContextFile file = toConfigure(task, fd);
    Refuse.when(
        key.length() > LONGEST_KEY || value != null && value.length() > LONGEST_VALUE,
        FsContextRule.PARAMETER_TOO_LONG);
    boolean takesParameters =
        file.phase == ContextFile.Phase.CREATE_PARAMS
            || file.phase == ContextFile.Phase.AWAITING_RECONF;
    Refuse.unless(takesParameters, FsContextRule.FS_CONTEXT_IN_ANOTHER_PHASE);
    if (value == null && file.takeFlag(key)) {
      return;
    }
    file.context.parse(key, value);
  }

  /** FSCONFIG_CMD_CREATE: vfs_cmd_create(). */
  public static void create(Task task, Fd fd) {
    ContextFile file = toConfigure(task, fd);
    Refuse.unless(
        file.phase == ContextFile.Phase.CREATE_PARAMS, FsContextRule.FS_CONTEXT_IN_ANOTHER_PHASE);
    FileSystemType type = file.context.type();
    try {
      MountCalls.requireMayCreate(task, type, file.context);
      SuperBlock superBlock = type.tree(file.context, task);
      if (task.machine().mounts().mountsOf(superBlock).isEmpty()) {
        file.applyFlags(superBlock);
      }
      file.root = type.root(superBlock, task);
      file.phase = ContextFile.Phase.AWAITING_MOUNT;
    } catch (Refusal refused) {
      file.phase = ContextFile.Phase.FAILED;
      throw refused;
    }
  }

  /** FSCONFIG_CMD_RECONFIGURE: vfs_cmd_reconfigure(). */
  public static void reconfigure(Task task, Fd fd) {
    ContextFile file = toConfigure(task, fd);
    Dentry root = file.root;
    if (file.phase != ContextFile.Phase.AWAITING_RECONF || root == null) {
      throw new Refusal(FsContextRule.FS_CONTEXT_IN_ANOTHER_PHASE);
    }
    SuperBlock superBlock = root.superBlock();
    Refuse.unless(
        task.isCapable(superBlock.owner(), Capability.CAP_SYS_ADMIN),
        FsContextRule.FILE_SYSTEM_NEEDS_CAP_SYS_ADMIN);
    file.context.type().reconfigure(superBlock, file.context);
    file.applyFlags(superBlock);
  }

  /** fsmount(2). */
  public static Fd fsmount(Task task, Fd fd, FsmountFlags flags, MountAttrFlags attributes) {
    Refuse.unless(Permission.mayMount(task), MountRule.MOUNTING_NEEDS_CAP_SYS_ADMIN);
    Refuse.unless(
        flags.without(FsmountFlags.FSMOUNT_CLOEXEC).bits() == 0, FsContextRule.UNKNOWN_FLAGS);
    MntFlags mountFlags = OpenTree.fsmountFlags(attributes);
    ContextFile file = require(task, fd);
    Dentry root = file.root;
    if (file.phase != ContextFile.Phase.AWAITING_MOUNT || root == null) {
      throw new Refusal(
          root == null
              ? FsContextRule.FS_CONTEXT_NOT_CREATED
              : FsContextRule.FS_CONTEXT_IN_ANOTHER_PHASE);
    }
    task.descriptors().lowestFree(0, task.descriptorLimit());
    Location tree = OpenTree.fsmount(task, root, file.context.source(), mountFlags);
    file.phase = ContextFile.Phase.AWAITING_RECONF;
    return MountCalls.openDetached(task, tree, flags.has(FsmountFlags.FSMOUNT_CLOEXEC));
  }
}
