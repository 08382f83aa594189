package org.ctrtool.sim;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.mount.Mountinfo;
import org.ctrtool.sim.task.Execve;
import org.ctrtool.sim.task.Fork;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.task.TaskEnded;
import org.jspecify.annotations.Nullable;

/**
 * The simulated kernel as one task sees it. {@link SimHost} boots a machine and gives the first
 * one.
 *
 * <p>Other tasks run while a call of this one blocks, or in {@link #settle}. A call that ends the
 * task (an exit, an exec, a signal to itself) throws {@link TaskEnded}; to run a tool to its end
 * use {@link #run}.
 */
public final class SimKernel extends KernelCalls implements AutoCloseable {
  private static final int FAILED = 125;

  /** Another one after {@code continueInChild}. */
  private Task task;

  /** What children start with, whatever the task has blocked since. */
  private final SignalSet originalMask;

  SimKernel(Task task) {
    this.task = task;
    originalMask = task.signals().blocked();
  }

  /** The task whose view this is. */
  public Task task() {
    return task;
  }

  /** The machine the task runs on. */
  public Machine machine() {
    return task.machine();
  }

  // Calls

  @Override
  public @Nullable Object perform(Call call) {
    task.requireAlive();
    if (machine().scheduler().isSpent()) {
      giveUp();
    }
    if (task.isStopped()) {
      task.await("SIGCONT", () -> !task.isStopped());
    }
    try {
      Object answer = dispatch(call);
      task.requireAlive();
      return answer;
    } catch (Refusal refused) {
      task.requireAlive();
      Rule rule = refused.rule();
      throw new KernelException(rule.errno(), call.toString(), rule.reason());
    }
  }

  /** Ends a task of a machine that was to have come to its end before. */
  private void giveUp() {
    if (machine().failures().stream().noneMatch(Endless.class::isInstance)) {
      machine().failures().add(new Endless("too many calls; now it is the turn of " + task));
    }
    ProcessCalls.exit(task, FAILED);
    task.requireAlive();
  }

  private @Nullable Object dispatch(Call call) {
    if (call.name() == SystemCall.EXECVE) {
      Environment environment = (Environment) call.required(2);
      return become(Execve.execve(task, call.text(0), call.texts(1), environment));
    }
    if (call.name() == SystemCall.EXECVEAT) {
      AtFlags flags = (AtFlags) call.required(4);
      Environment environment = (Environment) call.required(3);
      return become(
          Execve.execveat(task, call.fd(0), call.text(1), call.texts(2), environment, flags));
    }
    if (call.name() == SystemCall.CONTINUE_IN_CHILD) {
      return continueInChild(call.number(0) != 0);
    }
    Handler handler = Support.handler(call.name());
    if (handler == null) {
      throw new NotModelled(call.name().callName() + "(2): " + call);
    }
    return handler.handle(task, call);
  }

  /** From here on this is the child's view; the task that was has no code but waiting. */
  private @Nullable Object continueInChild(boolean awaited) {
    Task before = task;
    Task child = Fork.clone(before, CloneFlags.NONE, List.of());
    SimKernel waiting = new SimKernel(before);
    machine()
        .scheduler()
        .start(
            before,
            () -> {
              waiting.closeRange(0, 0xFFFFFFFFL, CloseRangeFlags.NONE);
              Pid pid = new Pid(child.id().numberIn(before.pidNamespace()));
              waiting.exit(awaited ? waiting.waitid(pid, WaitFlags.WEXITED).shellStatus() : 0);
            });
    task = child;
    return null;
  }

  /** Runs the program that the task has become, to its end. */
  private @Nullable Object become(Execve.@Nullable Started started) {
    if (started == null) {
      return null;
    }
    SimProgram code = started.code();
    Execution execution = started.execution();
    int status;
    if (code == null) {
      status = machine().programs().statusOfUnknown(execution);
    } else {
      status = statusOf(code, execution);
    }
    ProcessCalls.exit(task, status);
    return null;
  }

  private int statusOf(SimProgram code, Execution execution) {
    SimKernel kernel = new SimKernel(task);
    try {
      return code.run(kernel, execution.argv(), execution.environment());
    } catch (TaskEnded ended) {
      throw ended;
    } catch (RuntimeException | Error failed) {
      return kernel.fail(new Ending(task.name(), FAILED), failed);
    }
  }

  // Sequences

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    Task made = fork(request.flags(), request.numbers(), request.text());
    ProcessCalls.sigprocmask(made, SignalMaskChange.SIG_SETMASK, originalMask);
    SimKernel kernel = new SimKernel(made);
    machine().scheduler().start(made, () -> kernel.runSequence(request.ending(), child));
    return new Pid(made.id().numberIn(task.pidNamespace()));
  }

  private Task fork(CloneFlags flags, String call) {
    return fork(flags, List.of(), call);
  }

  private Task fork(CloneFlags flags, List<Pid> numbers, String call) {
    task.requireAlive();
    try {
      return Fork.clone(task, flags, numbers);
    } catch (Refusal refused) {
      Rule rule = refused.rule();
      throw new KernelException(rule.errno(), call, rule.reason());
    }
  }

  private void runSequence(Ending ending, Consumer<? super SimKernel> sequence) {
    int status = 0;
    try {
      sequence.accept(this);
    } catch (TaskEnded ended) {
      throw ended;
    } catch (RuntimeException | Error failed) {
      status = fail(ending, failed);
    }
    ProcessCalls.exit(task, status);
  }

  /** Says on standard error what failed, and returns the exit status. */
  private int fail(Ending ending, Throwable failed) {
    if (!(failed instanceof KernelException)) {
      machine().failures().add(failed);
    }
    byte[] message = OsStrings.encode(ending.message(doing(), failed));
    Attempt.errno(() -> write(Fd.STDERR, message));
    int status = ending.statusOf(failed);
    Fd told = ending.told();
    if (told != null) {
      Attempt.errno(() -> write(told, new byte[] {(byte) status}));
    }
    return status;
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    changeSignalMask(SignalMaskChange.SIG_SETMASK, originalMask);
    runSequence(ending, last);
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    Task helper = fork(CloneFlags.NONE, "clone(SIGCHLD)");
    SimKernel inside = new SimKernel(helper);
    try {
      inside.prctlSetDumpable(0);
      for (NamespaceEntry.Step step : where.steps()) {
        inside.setns(step.namespace(), step.types());
      }
      Fd opened = open.apply(inside);
      return task.descriptors()
          .install(inside.task.descriptors().requirePath(opened), true, task.descriptorLimit());
    } catch (Refusal refused) {
      Rule rule = refused.rule();
      throw new KernelException(rule.errno(), "openIn(" + where + ")", rule.reason());
    } finally {
      ProcessCalls.endQuietly(inside.task);
      ProcessCalls.endQuietly(helper);
    }
  }

  // What tests do with a machine

  /**
   * A new login of {@code user}: a process of its own, with its ids, its session and all its
   * rights.
   */
  public SimKernel as(String user) {
    return new SimKernel(Logins.login(machine(), user));
  }

  /** This kernel, after unshare(2). */
  public SimKernel unshared(UnshareFlags flags) {
    unshare(flags);
    return this;
  }

  /**
   * Runs {@code program} in a new process to its end, as a shell does; other processes run, too.
   */
  public WaitStatus run(Consumer<Kernel> program) {
    Task made = fork(CloneFlags.NONE, "clone(SIGCHLD)");
    SimKernel kernel = new SimKernel(made);
    Ending ending = new Ending("program", FAILED);
    machine().scheduler().start(made, () -> kernel.runSequence(ending, program));
    return waitid(new Pid(made.id().numberIn(task.pidNamespace())), WaitFlags.WEXITED);
  }

  /** Runs a registered program by its path in a new process to its end. */
  public WaitStatus exec(String path, String... argv) {
    return run(kernel -> kernel.execve(path, List.of(argv), new Environment(List.of())));
  }

  /** A new child that does nothing by itself: its calls are those that the test makes on it. */
  public SimKernel fork() {
    return new SimKernel(fork(CloneFlags.NONE, "clone(SIGCHLD)"));
  }

  /** A new child in new namespaces that does nothing by itself. */
  public SimKernel fork(CloneFlags flags) {
    return fork(flags, List.of());
  }

  /**
   * The same, with process IDs that are chosen.
   *
   * @param numbers its own PID namespace's first
   */
  public SimKernel fork(CloneFlags flags, List<Pid> numbers) {
    return new SimKernel(fork(flags, numbers, "clone(" + flags + "|SIGCHLD)"));
  }

  /** Lets the other tasks run until all of them wait or have ended. */
  public void settle() {
    machine().scheduler().settle(task);
  }

  /** What {@code /proc/self/mountinfo} shows. */
  public String mountinfo() {
    return Mountinfo.text(task.mountNamespace(), task.fs().root(), task);
  }

  /** What the processes of the machine have written to standard output. */
  public String output() {
    return machine().console().output();
  }

  /** What the processes of the machine have written to standard error. */
  public String errors() {
    return machine().console().errors();
  }

  /** The programs that were executed on the machine, in order. */
  public List<Execution> executions() {
    return machine().programs().executions();
  }

  /** What went wrong in tasks and is not Linux's doing: not modelled calls, failed assertions. */
  public List<Throwable> failures() {
    return machine().failures();
  }

  /** Switches the machine off: no thread of it is left. */
  @Override
  public void close() {
    machine().scheduler().shutDown();
  }

  @Override
  public String toString() {
    return "SimKernel of " + task;
  }
}
