package org.ctrtool.sim.proc;

import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.FsContext;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * The type {@code proc}: each mount is a file system of its own, for the mounter's PID namespace.
 */
public final class ProcType implements FileSystemType {
  private final Machine machine;

  /** For a machine. */
  public ProcType(Machine machine) {
    this.machine = machine;
  }

  @Override
  public String name() {
    return "proc";
  }

  @Override
  public boolean isForUserNamespaces() {
    return true;
  }

  @Override
  public UserNamespace owner(FileCaller caller) {
    return ((Task) caller).pidNamespace().owner();
  }

  @Override
  public boolean isRevealing() {
    return true;
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    boolean isDefault =
        key.equals("hidepid") && value != null && (value.equals("0") || value.equals("off"));
    if (isDefault) {
      return;
    }
    switch (key) {
      case "hidepid", "gid", "subset", "pidns" ->
          throw new NotModelled("the option " + key + " of proc");
      default -> throw new Refusal(ProcRule.UNKNOWN_MOUNT_OPTION);
    }
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    return new ProcSuperBlock(
        machine,
        ((Task) caller).pidNamespace(),
        machine.vfs().newAnonymousDevice(),
        context.owner());
  }
}
