package org.ctrtool.cli.plan;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.Execution;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.ToolRun;

/**
 * What a tool did on a simulated machine.
 *
 * @param steps its calls and those of its children, in order
 * @param executed the programs that were executed
 * @param output what it wrote to standard output
 * @param messages what it wrote to standard error
 * @param failures what went wrong and is not Linux's doing, such as calls that are not modelled
 * @param status its exit status
 * @param mountsBefore the mounts before, as {@code /proc/self/mountinfo} shows them
 * @param mountsAfter the mounts afterwards, outside of what it made for itself
 * @param notes where the machine is only roughly like the host it is modelled after
 */
public record Plan(
    List<Step> steps,
    List<Execution> executed,
    String output,
    String messages,
    List<String> failures,
    int status,
    List<String> mountsBefore,
    List<String> mountsAfter,
    List<String> notes) {
  /**
   * Runs a tool.
   *
   * @param host the standard host
   * @param user who runs it
   */
  public static <B> Plan of(Tool<B> tool, Invocation invocation, SimHost host, String user) {
    return of(tool, invocation, new Hosts.Host(host.executable(Hosts.PROGRAM), user));
  }

  /** Runs a tool. */
  static <B> Plan of(Tool<B> tool, Invocation invocation, Hosts.Host host) {
    Invocation there =
        new Invocation(
            invocation.whole(),
            invocation.argv(),
            invocation.environment(),
            Hosts.PROGRAM,
            invocation.json(),
            invocation.tools());
    try (SimKernel machine = host.machine().boot()) {
      String user = host.user();
      SimKernel login = user == null ? machine : machine.as(user);
      List<String> before = lines(machine.mountinfo());
      Recording recording = new Recording();
      WaitStatus end = login.run(kernel -> run(tool, there, kernel, recording));
      login.settle();
      List<String> failures = new ArrayList<>();
      machine.failures().forEach(failure -> failures.add(String.valueOf(failure.getMessage())));
      return new Plan(
          List.copyOf(recording.steps()),
          List.copyOf(machine.executions()),
          recording.output(),
          recording.messages(),
          failures,
          end.shellStatus(),
          before,
          lines(machine.mountinfo()),
          List.copyOf(machine.machine().notes()));
    }
  }

  private static <B> void run(
      Tool<B> tool, Invocation invocation, Kernel kernel, Recording recording) {
    for (int i = 0; i <= 2; i++) {
      Fd standard = new Fd(i);
      if (Attempt.of(() -> kernel.fcntlGetfd(standard)).refusal() != null) {
        Fd unused = kernel.openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR, Mode.NONE);
      }
    }
    if (kernel instanceof KernelCalls calls) {
      RecordedKernel recorded = new RecordedKernel(calls, recording, "main");
      kernel.exit(ToolRun.run(tool, invocation, recorded));
    }
  }

  /** Whether the tool came to its end as it should, as far as the model knows. */
  public boolean isAllowed() {
    return status == 0 && failures.isEmpty();
  }

  /** Mounts that are there now and were not, in the form of mountinfo. */
  public List<String> newMounts() {
    return mountsAfter.stream().filter(line -> !mountsBefore.contains(line)).toList();
  }

  /** Mounts that were there and are not now. */
  public List<String> goneMounts() {
    return mountsBefore.stream().filter(line -> !mountsAfter.contains(line)).toList();
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
