package org.ctrtool.nativebackend.agent;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.tape.TapeException;
import org.ctrtool.api.tape.TapeReader;
import org.ctrtool.api.tape.TapeWriter;
import org.ctrtool.api.tape.ValueCodec;

/**
 * A sequence of steps, and what to look at after each. Task 0 is there from the start, alone in
 * mount namespaces of its own on an empty tmpfs.
 *
 * @param watch a combination of the {@code WATCH_} bits
 * @param steps the steps, in order
 */
public record Script(int watch, List<Step> steps) {
  /** The mountinfo of every task. */
  public static final int WATCH_MOUNTS = 1;

  /**
   * Ids, groups and capabilities as tasks see them: of the one that made the step, and of all if
   * {@link #concernsOthers}.
   */
  public static final int WATCH_CREDENTIALS = 2;

  /** The descriptors of the task that made the step. */
  public static final int WATCH_DESCRIPTORS = 4;

  /** The ID maps of every task's user namespace, as the initial one counts. */
  public static final int WATCH_MAPS = 8;

  /** All files below the root of task 0, as the superuser sees them. */
  public static final int WATCH_TREE = 16;

  /** How many tasks a script can have. */
  public static final int TASKS = 8;

  /** No register. */
  public static final int NONE = 0xFFFF;

  private static final int PERFORM = 1;
  private static final int FORK = 2;

  /** Takes a copy of the list. */
  public Script {
    steps = List.copyOf(steps);
  }

  /** One step, made by one task. */
  public sealed interface Step {
    /** The number of the task. */
    int task();
  }

  /**
   * A system call.
   *
   * @param task who makes it
   * @param call the call; see {@link Symbols} for what may be in it
   * @param register what takes the descriptor it opens, or {@link #NONE}
   * @param second what takes the second descriptor it opens, or {@link #NONE}
   */
  public record Perform(int task, Call call, int register, int second) implements Step {}

  /**
   * clone(2): makes another task, which then waits for its steps.
   *
   * @param task who makes it
   * @param child the number of the new task
   * @param flags the flags, without the signal
   * @param numbers the process IDs it is to have, its own PID namespace's first; usually none
   */
  public record Fork(int task, int child, CloneFlags flags, List<Pid> numbers) implements Step {
    /** Takes a copy of the list. */
    public Fork {
      numbers = List.copyOf(numbers);
    }

    /** One whose process IDs the kernel chooses. */
    public Fork(int task, int child, CloneFlags flags) {
      this(task, child, flags, List.of());
    }
  }

  /**
   * Whether a step can change the credentials of other tasks than the one that makes it: by writing
   * an ID map. After others nobody looks again.
   */
  public static boolean concernsOthers(Step step) {
    return step instanceof Fork
        || step instanceof Perform perform && perform.call.name() == SystemCall.WRITE;
  }

  /** The binary form. */
  public byte[] encode() {
    TapeWriter out = new TapeWriter();
    out.u8(watch).u16(steps.size());
    for (Step step : steps) {
      switch (step) {
        case Perform perform -> {
          out.u8(PERFORM).u8(perform.task).u16(perform.register).u16(perform.second);
          ValueCodec.writeCall(perform.call, out);
        }
        case Fork fork -> {
          out.u8(FORK).u8(fork.task).u8(fork.child);
          writeFork(fork, out);
        }
      }
    }
    return out.toBytes();
  }

  /** The flags and numbers. */
  static void writeFork(Fork fork, TapeWriter out) {
    out.u64(fork.flags.bits()).u8(fork.numbers.size());
    for (Pid each : fork.numbers) {
      out.u32(each.number());
    }
  }

  /** Reads what {@link #writeFork} wrote. */
  static Fork readFork(int task, int child, TapeReader in) {
    CloneFlags flags = new CloneFlags(in.u64());
    int count = in.u8();
    List<Pid> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(new Pid(in.u32()));
    }
    return new Fork(task, child, flags, numbers);
  }

  /** Reads the binary form. */
  public static Script decode(byte[] bytes) {
    TapeReader in = new TapeReader(bytes);
    int watch = in.u8();
    int count = in.u16();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(readStep(in));
    }
    in.expectEnd();
    return new Script(watch, steps);
  }

  private static Step readStep(TapeReader in) {
    int kind = in.u8();
    int task = in.u8();
    if (kind == FORK) {
      return readFork(task, in.u8(), in);
    }
    if (kind != PERFORM) {
      throw new TapeException("an unknown kind of step");
    }
    int register = in.u16();
    int second = in.u16();
    return new Perform(task, ValueCodec.readCall(in), register, second);
  }
}
