package org.ctrtool.nativebackend;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Pid;

/** A program that shows its surroundings and fails on request, to test what is below the tools. */
public final class Demo {
  private static final long CLONE_NEWNS = 0x20000;
  private static final long CLONE_NEWUSER = 0x10000000;
  private static final long CLONE_NEWPID = 0x20000000;

  private Demo() {}

  public static void main(String[] none) {
    Sys.exit(guarded());
  }

  private static int guarded() {
    try {
      return run();
    } catch (Throwable failure) {
      return Main.report(failure);
    }
  }

  private static int run() {
    List<byte[]> arguments = NativeMachine.arguments();
    if (arguments.size() < 2) {
      return 0;
    }
    switch (new String(arguments.get(1), StandardCharsets.UTF_8)) {
      case "echo" -> lines(arguments.subList(2, arguments.size()));
      case "env" -> lines(NativeMachine.environment());
      case "guests" -> guests();
      case "mask" -> line(Long.toHexString(NativeMachine.originalSignalMask()));
      case "forks" -> {
        return forks(1000, 0);
      }
      case "namespaces" -> {
        return namespaces();
      }
      case "memory" -> hold();
      case "native-memory" -> memory();
      case "wild" -> new NativeMachine().poke(8, new byte[8], 0, 8);
      case "recursion" -> line(Integer.toString(deep(1)));
      case "failure" -> throw new IllegalStateException("injected");
      default -> line("unknown demonstration");
    }
    return 0;
  }

  private static void lines(List<byte[]> strings) {
    for (byte[] string : strings) {
      Sys.write(1, string);
      line("");
    }
  }

  /**
   * Children that allocate enough for several collections, and a parent that counts the right
   * answers.
   */
  private static int forks(int children, long flags) {
    int right = 0;
    for (int i = 0; i < children; i++) {
      long pid = Sys.fork(flags);
      if (pid == 0) {
        Sys.exit(churn(i) % 100);
      }
      if (pid < 0) {
        line("clone: " + pid);
        return 1;
      }
      int status = Sys.await(pid);
      if (status == churn(i) % 100 << 8) {
        right++;
      }
    }
    line(right + " of " + children + " children answered right");
    return right == children ? 0 : 1;
  }

  /**
   * Children in this process's memory, each of which collects garbage, and a parent whose own
   * objects are still there afterwards, and which collects and throws, too.
   */
  private static void guests() {
    NativeKernel kernel = new NativeKernel();
    Ending ending = new Ending("guest", 99);
    int right = 0;
    for (int i = 0; i < 50; i++) {
      String mine = "object " + i;
      int seed = i;
      Pid pid =
          kernel.clone(
              new CloneRequest(CloneFlags.NONE, ending, true),
              child -> {
                child.doing("collecting");
                Sys.exit(churn(seed) % 100);
              });
      int status = Sys.await(pid.number());
      boolean throwing = Attempt.failure(() -> List.of().get(seed)) != null;
      if (throwing && status == churn(i) % 100 << 8 && mine.equals("object " + i)) {
        right++;
      }
    }
    Pid refused =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, ending, true), child -> child.close(new Fd(12345)));
    line(
        right + " of 50 guests answered right, one refused: " + (Sys.await(refused.number()) >> 8));
  }

  /** Native memory, there and back. */
  private static void memory() {
    NativeMachine machine = new NativeMachine();
    long address = machine.allocate(16);
    machine.poke(address + 4, new byte[] {1, 2, 3, 4, 5}, 1, 3);
    byte[] copy = new byte[16];
    machine.peek(address, copy, 0, 16);
    machine.release(address);
    StringBuilder shown = new StringBuilder(machine.architecture().name());
    for (byte one : copy) {
      shown.append(' ').append(one);
    }
    line(shown.toString());
  }

  private static int churn(int seed) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      String made = "item " + (i * 31 + seed);
      if (i % 100 == 0) {
        kept.add(made);
      }
    }
    int sum = 0;
    for (String one : kept) {
      sum += one.length() * one.charAt(one.length() - 1);
    }
    byte[][] blocks = new byte[64][];
    for (int i = 0; i < 200; i++) {
      blocks[i & 63] = new byte[8192];
      blocks[i & 63][i] = (byte) sum;
    }
    return sum + blocks[63][191];
  }

  private static int namespaces() {
    long pid = Sys.fork(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID);
    if (pid == 0) {
      line("pid " + Sys.getpid());
      Sys.exit(forks(10, 0));
    }
    if (pid < 0) {
      line("clone: " + pid);
      return 1;
    }
    return Sys.await(pid) >> 8;
  }

  private static void hold() {
    List<byte[]> held = new ArrayList<>();
    while (held.size() < 1_000_000) {
      held.add(new byte[100_000]);
    }
    line("held " + held.size());
  }

  private static int deep(int depth) {
    return depth < 0 ? 0 : deep(depth + 1) + depth;
  }

  private static void line(String text) {
    Sys.write(1, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
