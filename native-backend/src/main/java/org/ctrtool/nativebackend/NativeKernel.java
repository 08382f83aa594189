package org.ctrtool.nativebackend;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.abi.LinuxKernel;
import org.ctrtool.api.abi.ReportSocket;
import org.ctrtool.api.tape.HelperReport;
import org.ctrtool.tools.Output;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of the static binary. There is one thread, so children simply go on in Java.
 *
 * <p>A child, and the sequence given to {@link #become}, start with the signal mask that this
 * process was started with, whatever was blocked since.
 */
public final class NativeKernel extends LinuxKernel {
  private static final int SEQUENCED_PACKETS = 5;

  private SignalSet original = new SignalSet(NativeMachine.originalSignalMask());

  /** The kernel this process runs on. */
  public NativeKernel() {
    super(new NativeMachine());
  }

  /** Says which signal mask programs get, where this process was started with another one. */
  public void setOriginalMask(SignalSet mask) {
    original = mask;
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    if (request.awaitsExec() && request.numbers().isEmpty()) {
      return inSharedMemory(request, child);
    }
    int pid = copy(request.flags(), request.numbers());
    if (pid == 0) {
      become(request.ending(), child);
    }
    return new Pid(pid);
  }

  private Pid inSharedMemory(CloneRequest request, Consumer<ChildKernel> child) {
    String doing = doing();
    long result =
        GuestProcess.start(request.flags().bits() | SIGCHLD, () -> become(request.ending(), child));
    doing(doing);
    return new Pid(cloned(request, result));
  }

  /**
   * clone(2) without shared memory: returns twice.
   *
   * @param numbers process IDs of the child, see {@link CloneRequest}
   * @return the child's process ID; 0 in the child
   */
  public int copy(CloneFlags flags, List<Pid> numbers) {
    return fork(flags, numbers);
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    doing("");
    sigprocmask(SignalMaskChange.SIG_SETMASK, original);
    end(ending, Attempt.failure(() -> last.accept(this)));
  }

  /**
   * Ends the process after a sequence.
   *
   * @param failure why the sequence could not go on; null if it came to its end
   */
  public void end(Ending ending, @Nullable Throwable failure) {
    if (failure != null) {
      // Without a reader the status still counts.
      sigaction(Signal.SIGPIPE, SignalDisposition.SIG_IGN);
      say(ending.message(doing(), failure));
    }
    int status = failure == null ? 0 : ending.statusOf(failure);
    if (failure != null && ending.told() != null) {
      tell(ending.told(), status);
    }
    exit(status);
  }

  /** If there is no reader any more, nobody wants to know. */
  @SuppressWarnings("CheckReturnValue")
  private void tell(Fd told, int status) {
    Attempt.errno(() -> writeAll(told, new byte[] {(byte) status}));
  }

  /** Reports over {@code socket}. */
  public ReportSocket reportsTo(Fd socket) {
    return new ReportSocket(machine(), socket);
  }

  /** Writes to standard error, as much of it as goes there. */
  public void say(String text) {
    Output.message(this, text);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The descriptor is sent, not opened in a shared table: whatever a sequence that fails midway
   * has opened goes with its process.
   */
  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    Pipe pair = socketpairUnix(SEQUENCED_PACKETS);
    Attempt<Integer> opener = Attempt.of(() -> copy(CloneFlags.NONE, List.of()));
    if (Integer.valueOf(0).equals(opener.value())) {
      close(pair.readEnd());
      sendOpened(reportsTo(pair.writeEnd()), where, () -> open.apply(this));
    }
    close(pair.writeEnd());
    Attempt<ReportSocket.Message> answer =
        Attempt.of(
            () -> {
              opener.orThrow();
              return reportsTo(pair.readEnd()).receive();
            });
    close(pair.readEnd());
    WaitStatus end = opener.value() == null ? null : endOf(new Pid(opener.value()));
    return answer.orThrow().opened(end);
  }

  /** Null if nobody can know: whoever ignores SIGCHLD has no children to wait for. */
  private @Nullable WaitStatus endOf(Pid opener) {
    return Attempt.of(() -> awaitEnd(opener)).value();
  }

  /**
   * Enters namespaces, opens something there, sends it, and ends the process. Processes of those
   * namespaces cannot trace it meanwhile.
   */
  public void sendOpened(ReportSocket reports, NamespaceEntry where, Supplier<Fd> open) {
    Throwable failure =
        Attempt.failure(
            () -> {
              prctlSetDumpable(0);
              for (NamespaceEntry.Step step : where.steps()) {
                setns(step.namespace(), step.types());
              }
              reports.sendOpened(open.get());
            });
    if (failure != null) {
      reports.send(HelperReport.Failed.of(0, failure));
    }
    exit(0);
  }
}
