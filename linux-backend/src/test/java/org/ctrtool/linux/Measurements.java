package org.ctrtool.linux;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.WaitFlags;

/** How long things take; run by hand. */
public final class Measurements {
  private static final int ROUNDS = 300;
  private static final CloneFlags FIVE =
      CloneFlags.CLONE_NEWNS
          .or(CloneFlags.CLONE_NEWPID)
          .or(CloneFlags.CLONE_NEWIPC)
          .or(CloneFlags.CLONE_NEWUTS);

  private Measurements() {}

  public static void main(String[] arguments) {
    Inherited.record();
    JnaKernel kernel = JnaKernel.open();
    long first = firstStep(kernel, CloneFlags.NONE);
    System.out.println("first clone ever, to the first step: " + first / 1000 + " us");
    for (int i = 0; i < 5; i++) {
      print("clone, to the first step", () -> firstStep(kernel, CloneFlags.NONE));
      print("clone with 4 namespaces, to the first step", () -> firstStep(kernel, FIVE));
      print("clone, exec of /bin/true, reaped", () -> reaped(kernel, CloneFlags.NONE));
      getpid(kernel);
    }
    kernel.exit(0);
  }

  private interface Measured {
    long nanoseconds();
  }

  private static void print(String what, Measured measured) {
    long[] all = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      all[i] = measured.nanoseconds();
    }
    Arrays.sort(all);
    System.out.println(
        what + ": median " + all[ROUNDS / 2] / 1000 + " us, least " + all[0] / 1000 + " us");
  }

  private static long firstStep(JnaKernel kernel, CloneFlags flags) {
    Pipe pipe = kernel.pipe2(PipeFlags.O_CLOEXEC);
    long start = System.nanoTime();
    Pid pid = clone(kernel, flags, child -> child.writeAll(pipe.writeEnd(), new byte[1]));
    kernel.awaitByte(pipe.readEnd());
    long end = System.nanoTime();
    kernel.waitid(pid, WaitFlags.WEXITED);
    kernel.close(pipe.readEnd());
    kernel.close(pipe.writeEnd());
    return end - start;
  }

  private static long reaped(JnaKernel kernel, CloneFlags flags) {
    Environment empty = new Environment(List.of());
    long start = System.nanoTime();
    Pid pid = clone(kernel, flags, child -> child.execve("/bin/true", List.of("true"), empty));
    kernel.waitid(pid, WaitFlags.WEXITED);
    return System.nanoTime() - start;
  }

  private static Pid clone(JnaKernel kernel, CloneFlags flags, Consumer<ChildKernel> child) {
    return kernel.clone(new CloneRequest(flags, new Ending("measurement", 125)), child);
  }

  private static void getpid(JnaKernel kernel) {
    int calls = 200_000;
    long sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      sum += kernel.getpid().number();
    }
    long each = (System.nanoTime() - start) / calls;
    JnaMachine machine = new JnaMachine();
    start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      sum += machine.call(39, 0, 0, 0, 0, 0, 0);
    }
    long bare = (System.nanoTime() - start) / calls;
    System.out.println(
        "getpid: " + each + " ns, through the machine alone " + bare + " ns, " + sum);
  }
}
