package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task at a time, in a fixed order: first come, first served.
 *
 * <p>Each task has a thread of its own, and there is one baton. A task keeps it until its call
 * blocks, yields, or the task ends; then it goes to the task that has been waiting longest among
 * those that can go on. A task that is driven from outside (a test, a tool on the caller's thread)
 * takes part in the same way while one of its calls blocks.
 *
 * <p>Time stands still while somebody can run. If nobody can, it jumps to the first deadline; if
 * there is none, that is a {@link Deadlock}.
 */
public final class Scheduler {
  /** A task that does not have the baton. */
  private static final class Waiter {
    final Task task;
    final String what;
    final BooleanSupplier ready;
    final long deadline;
    final Thread thread;
    volatile boolean go;
    @Nullable Deadlock deadlock;

    Waiter(Task task, String what, BooleanSupplier ready, long deadline, Thread thread) {
      this.task = task;
      this.what = what;
      this.ready = ready;
      this.deadline = deadline;
      this.thread = thread;
    }

    boolean canGoOn() {
      return task.hasEnded() || !task.isStopped() && ready.getAsBoolean();
    }
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Clock clock;
  private volatile boolean shutDown;
  private long callsLeft = NEVER;

  /** A scheduler without tasks. */
  public Scheduler(Clock clock) {
    this.clock = clock;
  }

  /** Adds a task whose code is {@code body}; it runs when the baton gets to it. */
  public void start(Task task, Runnable body) {
    Thread thread = Thread.ofVirtual().name(task.toString()).unstarted(() -> run(body));
    threads.add(thread);
    waiters.add(new Waiter(task, "its turn", () -> true, NEVER, thread));
  }

  /**
   * Has something done for a task at a time.
   *
   * @param deadline nanoseconds of the monotonic clock
   * @param cancelled whether it is not to be done any more
   */
  void at(Task task, long deadline, BooleanSupplier cancelled, Runnable body) {
    Thread thread = Thread.ofVirtual().name("timer of " + task).unstarted(() -> run(body));
    threads.add(thread);
    waiters.add(new Waiter(task, "its timer", cancelled, deadline, thread));
  }

  /**
   * Limits how many calls there are to be: a machine whose tasks go round in circles comes to an
   * end.
   */
  public void limitCalls(long calls) {
    callsLeft = calls;
  }

  /** Counts a call; true if it is one too many, and not that of a task driven from outside. */
  public boolean isSpent() {
    callsLeft--;
    return callsLeft < 0 && threads.contains(Thread.currentThread());
  }

  private void run(Runnable body) {
    try {
      body.run();
    } catch (TaskEnded ended) {
      // This is how a task's code ends.
    } finally {
      threads.remove(Thread.currentThread());
      if (!shutDown) {
        passOn(null);
      }
    }
  }

  /** Lets the others run until {@code ready} holds. */
  void await(Task task, String what, BooleanSupplier ready) {
    await(task, what, ready, NEVER);
  }

  /**
   * Lets the others run until {@code ready} holds or it is {@code deadline}.
   *
   * @param deadline nanoseconds of the monotonic clock
   */
  void await(Task task, String what, BooleanSupplier ready, long deadline) {
    if (shutDown) {
      throw new TaskEnded(task);
    }
    if (ready.getAsBoolean() && !task.isStopped()) {
      return;
    }
    pause(new Waiter(task, what, ready, deadline, Thread.currentThread()));
  }

  /** Lets the others run once. */
  void letOthersRun(Task task) {
    if (!waiters.isEmpty()) {
      await(task, "its turn", new Once(), NEVER);
    }
  }

  /** False when asked whether to wait at all, true from then on. */
  private static final class Once implements BooleanSupplier {
    private boolean asked;

    @Override
    public boolean getAsBoolean() {
      boolean before = asked;
      asked = true;
      return before;
    }
  }

  /** Lets the others run until all of them are blocked or have ended. */
  public void settle(Task task) {
    while (waiters.stream().anyMatch(Waiter::canGoOn)) {
      pause(new Waiter(task, "its turn", () -> true, NEVER, Thread.currentThread()));
    }
  }

  private void pause(Waiter self) {
    waiters.add(self);
    if (passOn(self)) {
      return;
    }
    while (!self.go) {
      LockSupport.park(this);
    }
    if (self.deadlock != null) {
      Deadlock deadlock = self.deadlock;
      shutDown();
      throw deadlock;
    }
    if (shutDown) {
      throw new TaskEnded(self.task);
    }
  }

  /** Gives the baton to the next; returns whether that is {@code self}. */
  private boolean passOn(@Nullable Waiter self) {
    Waiter next = next();
    if (next == null) {
      return false;
    }
    waiters.remove(next);
    if (next == self) {
      return next.deadlock == null || rethrow(next.deadlock);
    }
    next.go = true;
    if (next.thread.getState() == Thread.State.NEW) {
      next.thread.start();
    } else {
      LockSupport.unpark(next.thread);
    }
    return false;
  }

  private boolean rethrow(Deadlock deadlock) {
    shutDown();
    throw deadlock;
  }

  private @Nullable Waiter next() {
    for (Waiter each : waiters) {
      if (each.canGoOn()) {
        return each;
      }
    }
    Waiter earliest = null;
    for (Waiter each : waiters) {
      if (each.deadline != NEVER && (earliest == null || each.deadline < earliest.deadline)) {
        earliest = each;
      }
    }
    if (earliest != null) {
      clock.advanceTo(earliest.deadline);
      return earliest;
    }
    return deadlocked();
  }

  /** Whoever waits from outside is told. */
  private @Nullable Waiter deadlocked() {
    for (Waiter each : waiters) {
      if (!threads.contains(each.thread)) {
        each.deadlock = new Deadlock(description());
        return each;
      }
    }
    return null;
  }

  private String description() {
    StringBuilder text = new StringBuilder("every simulated process is blocked:");
    for (Waiter each : waiters) {
      text.append("\n  ").append(each.task).append(" waits for ").append(each.what);
      if (each.task.isStopped()) {
        text.append(" and is stopped");
      }
    }
    return text.toString();
  }

  /** Unwinds the code of every task, one after the other, so that no thread is left. */
  public void shutDown() {
    shutDown = true;
    for (Waiter each : new ArrayList<>(waiters)) {
      if (each.thread.getState() != Thread.State.NEW && threads.contains(each.thread)) {
        each.go = true;
        LockSupport.unpark(each.thread);
        join(each.thread);
      }
    }
    waiters.clear();
    threads.clear();
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
