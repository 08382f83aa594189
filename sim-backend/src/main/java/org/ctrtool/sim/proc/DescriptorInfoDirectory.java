package org.ctrtool.sim.proc;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.net.UnixSocket;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID/fdinfo}: what seq_show() of fs/proc/fd.c says of each descriptor. */
final class DescriptorInfoDirectory extends DescriptorEntries {
  private static final long O_CLOEXEC = 02000000;
  private static final long O_LARGEFILE = 0100000;

  private final ProcSuperBlock proc;

  DescriptorInfoDirectory(ProcSuperBlock proc, Task task) {
    super(proc, task, 0555);
    this.proc = proc;
  }

  /** proc_fdinfo_permission(). */
  @Override
  public boolean permitsProcess(PathCaller caller, int wanted, BooleanSupplier ordinary) {
    Refuse.when(task().state() == Task.State.DEAD, ProcRule.PROCESS_IS_GONE);
    ProcessAccessCheck.requireReadable(caller, task());
    return ordinary.getAsBoolean();
  }

  @Override
  @Nullable Inode entry(int number) {
    if (task().descriptors().get(new Fd(number)) == null) {
      return null;
    }
    return ProcessFile.readOnly(
        proc, task(), 0444, (each, reader, opener) -> text(each.descriptors().entries(), number));
  }

  private String text(Map<Integer, FdTable.Entry> descriptors, int number) {
    FdTable.Entry entry = descriptors.get(number);
    if (entry == null) {
      return "";
    }
    long flags = entry.file().flags().bits() | (entry.closeOnExec() ? O_CLOEXEC : 0);
    return "pos:\t%d\nflags:\t0%o\nmnt_id:\t%d\nino:\t%d\n"
            .formatted(
                entry.file().offset(),
                hasName(entry) ? flags | O_LARGEFILE : flags,
                entry.file().location().mount().id(),
                entry.file().inode().number())
        + socketText(entry)
        + processText(entry);
  }

  /** On 64 bits every open(2) sets O_LARGEFILE, and no other call does. */
  private static boolean hasName(FdTable.Entry entry) {
    Mode mode = entry.file().inode().mode();
    boolean opened = mode.isRegular() || mode.isDirectory() || mode.type() == Mode.S_IFCHR;
    return opened && !entry.file().isPathOnly();
  }

  /** unix_show_fdinfo(). */
  private static String socketText(FdTable.Entry entry) {
    UnixSocket socket = entry.file().operations(UnixSocket.class);
    return socket == null ? "" : "scm_fds: " + socket.waitingFiles() + "\n";
  }

  /** pidfd_show_fdinfo(): its numbers as this proc counts, -1 once it has been waited for. */
  private String processText(FdTable.Entry entry) {
    ProcessId process = ProcessCalls.processOf(entry.file());
    if (process == null) {
      return "";
    }
    if (process.task() == null) {
      return "Pid:\t-1\nNSpid:\t-1\n";
    }
    return "Pid:\t%d\nNSpid:\t%s\n"
        .formatted(process.numberIn(proc.processes()), Status.levels(proc, process, process));
  }
}
