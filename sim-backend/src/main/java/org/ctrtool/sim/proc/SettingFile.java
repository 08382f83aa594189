package org.ctrtool.sim.proc;

import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.ComputedFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.Subject;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A setting in {@code /proc/sys}, which no capability over files opens; fs/proc/proc_sysctl.c. That
 * of a user namespace can be written with CAP_SYS_RESOURCE there.
 */
final class SettingFile extends ComputedFile {
  /** Takes what is written. */
  @FunctionalInterface
  interface Setter {
    void set(Task writer, String text, long offset);
  }

  private static final int ALL = 0666;
  private static final int READING = 0444;

  private final Function<Task, String> text;
  private final @Nullable Setter setter;
  private final boolean isNumber;
  private final @Nullable UserNamespace namespace;

  /**
   * A setting.
   *
   * @param setter null if it cannot be set
   * @param isNumber whether it is a number, or several
   * @param namespace whose it is; null for the whole system or another namespace of the reader
   */
  SettingFile(
      ProcSuperBlock proc,
      int permissions,
      Function<Task, String> text,
      @Nullable Setter setter,
      boolean isNumber,
      @Nullable UserNamespace namespace) {
    super(proc, new Mode(permissions), Kuid.ROOT, Kgid.ROOT);
    this.text = text;
    this.setter = setter;
    this.isNumber = isNumber;
    this.namespace = namespace;
  }

  /** sysctl_perm(), and set_permissions() in kernel/ucount.c. */
  @Override
  public boolean permits(Subject subject, int wanted, BooleanSupplier ordinary) {
    int permissions = mode().permissions();
    if (namespace != null) {
      permissions = subject.isCapable(namespace, Capability.CAP_SYS_RESOURCE) ? ALL : READING;
    }
    if (((Credentials) subject).uids().effective().equals(Kuid.ROOT)) {
      permissions >>= 6;
    } else if (subject.isInGroup(Kgid.ROOT)) {
      permissions >>= 3;
    }
    return (permissions & wanted) == wanted;
  }

  @Override
  public boolean hasFixedMode() {
    return true;
  }

  @Override
  public boolean hasFixedOwner() {
    return true;
  }

  @Override
  protected boolean hasAnEnd() {
    return true;
  }

  /** proc_dointvec(). */
  @Override
  protected boolean isReadAtOnce() {
    return isNumber;
  }

  @Override
  protected byte[] content(OpenFile file, FileCaller reader) {
    return (text.apply((Task) reader) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    if (setter == null) {
      throw new NotModelled(
          "writing to " + file.location().dentry().pathWithinFileSystem() + " of proc");
    }
    setter.set((Task) writer, new String(data, StandardCharsets.UTF_8), offset);
    return data.length;
  }
}
