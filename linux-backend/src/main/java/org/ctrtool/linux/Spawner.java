package org.ctrtool.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.abi.Machine;

/**
 * Starts helper processes, from one thread that never ends: PR_SET_PDEATHSIG(2const) kills a child
 * when the <em>thread</em> that made it ends.
 */
final class Spawner {
  private static final int OPAQUE = 512; // more than any C library's structures take
  private static final short SETSIGDEF = 4;

  private static final ExecutorService THREAD =
      Executors.newFixedThreadPool(
          1, task -> Thread.ofPlatform().daemon().name("ctrtool-spawner").unstarted(quiet(task)));

  private final Machine machine;

  private static Runnable quiet(Runnable task) {
    return () -> {
      Inherited.leaveSignals();
      task.run();
    };
  }

  Spawner(Machine machine) {
    this.machine = machine;
  }

  /** {@link #spawn} on the thread that never ends. */
  Pid spawnElsewhere(List<String> argv, List<Fd> passed) {
    Future<Pid> pid = THREAD.submit(() -> spawn(argv, passed));
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pid.get();
        } catch (InterruptedException again) {
          interrupted = true;
        } catch (ExecutionException failed) {
          if (failed.getCause() instanceof KernelException refused) {
            throw new KernelException(refused.errno(), refused.call());
          }
          throw new IllegalStateException(failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Starts the helper binary with an empty environment; see posix_spawn(3).
   *
   * @param passed descriptors it gets although they are close-on-exec, under their own numbers
   */
  Pid spawn(List<String> argv, List<Fd> passed) {
    try (Memory memory = new Memory(machine)) {
      long actions = memory.space(OPAQUE);
      long attributes = memory.space(OPAQUE);
      check(Libc.posix_spawn_file_actions_init(actions));
      check(Libc.posix_spawnattr_init(attributes));
      try {
        for (Fd each : passed) {
          // Onto itself: clears close-on-exec, in the new process only.
          check(Libc.posix_spawn_file_actions_adddup2(actions, each.number(), each.number()));
        }
        check(Libc.posix_spawnattr_setflags(attributes, SETSIGDEF));
        check(Libc.posix_spawnattr_setsigdefault(attributes, allSignals()));
        byte[] pid = new byte[4];
        byte[] path = OsStrings.encodeZ(HelperBinary.path());
        long argvTable = memory.strings(argv);
        long noEnvironment = memory.strings(List.of());
        check(Libc.posix_spawn(pid, path, actions, attributes, argvTable, noEnvironment));
        return new Pid(ByteBuffer.wrap(pid).order(ByteOrder.nativeOrder()).getInt());
      } finally {
        Libc.posix_spawnattr_destroy(attributes);
        Libc.posix_spawn_file_actions_destroy(actions);
      }
    }
  }

  private static byte[] allSignals() {
    byte[] set = new byte[128];
    Arrays.fill(set, 0, 8, (byte) 0xFF);
    return set;
  }

  private static void check(int errno) {
    if (errno != 0) {
      throw new KernelException(new Errno(errno), "posix_spawn()");
    }
  }

  /** Memory for one call. */
  private static final class Memory implements AutoCloseable {
    private final Machine machine;
    private final List<Long> blocks = new ArrayList<>();

    Memory(Machine machine) {
      this.machine = machine;
    }

    long space(int size) {
      long block = machine.allocate(size);
      blocks.add(block);
      machine.poke(block, new byte[size], 0, size);
      return block;
    }

    long bytes(byte[] bytes) {
      long block = space(Math.max(1, bytes.length));
      machine.poke(block, bytes, 0, bytes.length);
      return block;
    }

    long strings(List<String> strings) {
      ByteBuffer table =
          ByteBuffer.allocate(8 * (strings.size() + 1)).order(ByteOrder.nativeOrder());
      for (String string : strings) {
        table.putLong(bytes(OsStrings.encodeZ(string)));
      }
      return bytes(table.array());
    }

    @Override
    public void close() {
      for (long block : blocks) {
        machine.release(block);
      }
    }
  }
}
