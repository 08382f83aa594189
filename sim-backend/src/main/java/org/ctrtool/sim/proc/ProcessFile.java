package org.ctrtool.sim.proc;

import java.util.List;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.ComputedFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A file about a process, which belongs to the process's user. */
abstract class ProcessFile extends ComputedFile {
  private final Task task;

  ProcessFile(ProcSuperBlock proc, Task task, int permissions) {
    super(proc, new Mode(permissions), Kuid.ROOT, Kgid.ROOT);
    this.task = task;
  }

  /** What the file says. */
  @FunctionalInterface
  interface Content {
    String of(Task task, Task reader, Credentials opener);
  }

  /** A file that can only be read. */
  static ProcessFile readOnly(ProcSuperBlock proc, Task task, int permissions, Content content) {
    return new ProcessFile(proc, task, permissions) {
      @Override
      String text(Task reader, Credentials opener) {
        return content.of(task(), reader, opener);
      }
    };
  }

  final Task task() {
    return task;
  }

  abstract String text(Task reader, Credentials opener);

  @Override
  protected byte[] content(OpenFile file, FileCaller reader) {
    if (task.state() == Task.State.DEAD) {
      throw new Refusal(ProcRule.PROCESS_IS_GONE);
    }
    return OsStrings.encode(text((Task) reader, credentialsOf(file)));
  }

  /** The strings with a zero byte after each. */
  static String terminated(List<String> strings) {
    StringBuilder text = new StringBuilder();
    strings.forEach(each -> text.append(each).append('\0'));
    return text.toString();
  }

  static Credentials credentialsOf(OpenFile file) {
    return (Credentials) file.credentials();
  }

  /** proc_setattr(). */
  @Override
  public final boolean hasFixedMode() {
    return true;
  }

  @Override
  public Kuid owner() {
    return ownerOf(task);
  }

  @Override
  public Kgid group() {
    return groupOf(task);
  }

  /**
   * task_dump_owner(): its effective user, or if it is not dumpable the superuser of its program.
   */
  static Kuid ownerOf(Task task) {
    if (task.isDumpable()) {
      return task.credentials().uids().effective();
    }
    Kuid root = task.programNamespace().rootUser();
    return root.isValid() ? root : Kuid.ROOT;
  }

  /** task_dump_owner(). */
  static Kgid groupOf(Task task) {
    if (task.isDumpable()) {
      return task.credentials().gids().effective();
    }
    Kgid root = task.programNamespace().rootGroup();
    return root.isValid() ? root : Kgid.ROOT;
  }
}
