package org.ctrtool.conformance.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.ForwardingKernel;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SystemCall;
import org.ctrtool.conformance.example.Model;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.mount.Mountinfo;
import org.ctrtool.sim.task.TaskEnded;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of some processes, those of their children too, and lets one of them fail
 * instead. What each process says on standard error is kept.
 */
final class Faults {
  /**
   * A call that was made.
   *
   * @param process whose it was, or its child's: the processes are numbered as they began
   */
  record Made(int process, Call call) {}

  /** What a process was, and what became of it. */
  static final class Process {
    final List<String> argv;
    final StringBuilder said = new StringBuilder();
    final List<String> mountsBefore;
    List<String> mountsAfter = List.of();
    int status = -1;

    Process(List<String> argv, List<String> mountsBefore) {
      this.argv = argv;
      this.mountsBefore = mountsBefore;
    }
  }

  private final int faultyCall;
  private final @Nullable Errno errno;
  private final List<Made> calls = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  /** No call fails. */
  static Faults none() {
    return new Faults(-1, null);
  }

  /**
   * One call fails.
   *
   * @param faultyCall which one, counted from 0
   */
  Faults(int faultyCall, @Nullable Errno errno) {
    this.faultyCall = faultyCall;
    this.errno = errno;
  }

  /** The calls that were made, in order. */
  List<Made> calls() {
    return calls;
  }

  List<Process> processes() {
    return processes;
  }

  /** Runs ctrtool as a process whose calls are counted. */
  int run(Kernel kernel, List<String> argv, Environment environment) {
    SimKernel machine = (SimKernel) kernel;
    MountNamespace mounts = machine.task().mountNamespace();
    Location root = machine.task().root();
    Process process = new Process(argv, mounts(mounts, root));
    int number = processes.size();
    processes.add(process);
    try {
      process.status = Model.front(new Faulty(machine, number), argv, environment);
    } catch (TaskEnded ended) {
      process.status = ended.status();
      throw ended;
    } finally {
      process.mountsAfter = mounts(mounts, root);
    }
    return process.status;
  }

  /** Those of the namespace that a process began in: it may end in another one. */
  private static List<String> mounts(MountNamespace namespace, Location root) {
    return Mountinfo.text(namespace, root).lines().toList();
  }

  private @Nullable Object perform(int process, Call call, Supplier<@Nullable Object> perform) {
    int number = calls.size();
    calls.add(new Made(process, call));
    if (number == faultyCall && errno != null) {
      throw new KernelException(errno, call);
    }
    if (isSpeech(call)) {
      processes.get(process).said.append(OsStrings.decode((byte[]) call.required(1)));
    }
    return perform.get();
  }

  /** Whether something is written to standard error. */
  static boolean isSpeech(Call call) {
    boolean writes = call.name() == SystemCall.WRITE || call.name() == SystemCall.WRITE_ALL;
    return writes && call.fd(0).equals(Fd.STDERR);
  }

  private final class Faulty extends ForwardingKernel {
    private final int process;

    Faulty(KernelCalls kernel, int process) {
      super(kernel);
      this.process = process;
    }

    @Override
    public @Nullable Object perform(Call call) {
      return Faults.this.perform(process, call, () -> super.perform(call));
    }

    @Override
    protected ChildKernel within(ChildKernel inside) {
      return new Faulty((KernelCalls) inside, process);
    }
  }
}
