package org.ctrtool.sim.proc;

import org.ctrtool.api.Resource;
import org.ctrtool.api.SignalSet;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.CapabilitySets;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Gids;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Uids;
import org.ctrtool.sim.user.UserNamespace;

/** The text of {@code /proc/PID/status}; fs/proc/array.c. */
final class Status {
  private final ProcSuperBlock proc;
  private final Task task;
  private final UserNamespace viewer;
  private final StringBuilder text = new StringBuilder();

  private Status(ProcSuperBlock proc, Task task, UserNamespace viewer) {
    this.proc = proc;
    this.task = task;
    this.viewer = viewer;
  }

  /**
   * The text.
   *
   * @param opener who opened the file: ids are as its user namespace counts
   */
  static String of(ProcSuperBlock proc, Task task, Task reader, Credentials opener) {
    Status status = new Status(proc, task, opener.userNamespace());
    status.addProcess(reader);
    status.addIds();
    status.addNumbers();
    status.addSignals();
    status.addCapabilities();
    return status.text.toString();
  }

  private void line(String name, Object value) {
    text.append(name).append(":\t").append(value).append('\n');
  }

  private void addProcess(Task reader) {
    PidNamespace numbers = proc.processes();
    Task parent = task.parent();
    line("Name", task.name());
    if (!task.hasEnded()) {
      String octal = Integer.toOctalString(task.fs().umask());
      line("Umask", "0".repeat(4 - octal.length()) + octal);
    }
    line("State", state(reader));
    line("Tgid", task.id().numberIn(numbers));
    line("Ngid", 0);
    line("Pid", task.id().numberIn(numbers));
    line("PPid", parent == null ? 0 : parent.id().numberIn(numbers));
    line("TracerPid", 0);
  }

  private String state(Task reader) {
    return switch (task.state()) {
      case RUNNING -> task == reader ? "R (running)" : "S (sleeping)";
      case STOPPED -> "T (stopped)";
      case ZOMBIE -> "Z (zombie)";
      case DEAD -> "X (dead)";
    };
  }

  private void addIds() {
    Uids uids = task.credentials().uids();
    Gids gids = task.credentials().gids();
    line(
        "Uid",
        viewer.toUid(uids.real())
            + "\t"
            + viewer.toUid(uids.effective())
            + "\t"
            + viewer.toUid(uids.saved())
            + "\t"
            + viewer.toUid(uids.fileSystem()));
    line(
        "Gid",
        viewer.toGid(gids.real())
            + "\t"
            + viewer.toGid(gids.effective())
            + "\t"
            + viewer.toGid(gids.saved())
            + "\t"
            + viewer.toGid(gids.fileSystem()));
    line("FDSize", 64);
    StringBuilder groups = new StringBuilder();
    for (Kgid each : task.credentials().groups()) {
      groups.append(viewer.toGid(each)).append(' ');
    }
    line("Groups", groups.isEmpty() ? " " : groups);
  }

  private void addNumbers() {
    line("NStgid", levels(task.id()));
    line("NSpid", levels(task.id()));
    line("NSpgid", levels(task.group()));
    line("NSsid", levels(task.session().id()));
    line("Kthread", 0);
    if (!task.hasEnded()) {
      line("THP_enabled", task.mayHaveHugePages() ? 1 : 0);
    }
    line("Threads", 1);
  }

  private String levels(ProcessId id) {
    return levels(proc, task.id(), id);
  }

  /**
   * The numbers of {@code id} in those PID namespaces in which {@code process} has one, from the
   * namespace of this proc inwards.
   */
  static String levels(ProcSuperBlock proc, ProcessId process, ProcessId id) {
    StringBuilder numbers = new StringBuilder();
    for (PidNamespace each : process.numbers().keySet()) {
      if (each.level() >= proc.processes().level()) {
        numbers.append(numbers.length() == 0 ? "" : "\t").append(id.numberIn(each));
      }
    }
    return numbers.toString();
  }

  private void addSignals() {
    line("SigQ", "0/" + task.limit(Resource.RLIMIT_SIGPENDING).soft());
    line("SigPnd", hex(SignalSet.EMPTY));
    line("ShdPnd", hex(task.signals().pending()));
    line("SigBlk", hex(task.signals().blocked()));
    line("SigIgn", hex(task.signals().ignored()));
    line("SigCgt", hex(SignalSet.EMPTY));
  }

  private static String hex(SignalSet set) {
    String digits = Long.toHexString(set.bits());
    return "0".repeat(16 - digits.length()) + digits;
  }

  private void addCapabilities() {
    CapabilitySets sets = task.credentials().capabilities();
    line("CapInh", sets.inheritable());
    line("CapPrm", sets.permitted());
    line("CapEff", sets.effective());
    line("CapBnd", sets.bounding());
    line("CapAmb", sets.ambient());
    line("NoNewPrivs", task.credentials().noNewPrivs() ? 1 : 0);
    line("Seccomp", 0);
    line("Seccomp_filters", 0);
  }
}
