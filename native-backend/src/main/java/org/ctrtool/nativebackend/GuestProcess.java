package org.ctrtool.nativebackend;

import java.util.Objects;
import org.ctrtool.api.Attempt;
import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;
import org.teavm.interop.Function;

/**
 * A child that runs in its parent's memory while the parent stands still, until it executes a
 * program or ends; see vfork(2). No page table is copied, and no page that both write to. The child
 * is a process of its own in everything else: descriptors, signal mask, credentials, namespaces.
 *
 * <p>What the child leaves in memory stays there: it may use what the parent knows, and must change
 * none of it. Objects it makes are garbage afterwards; a collection meanwhile sees both stacks.
 */
final class GuestProcess {
  private static final long CLONE_VM = 0x100;
  private static final long CLONE_VFORK = 0x4000;
  private static final int FAILED = 125;

  private static @Nullable Runnable sequence;

  private GuestProcess() {}

  /**
   * Starts a child and waits until it has executed a program or ended.
   *
   * @param flags of clone(2), with the exit signal
   * @param child what the child does; it does not return
   * @return the child's process ID, or a negative error number
   */
  static long start(long flags, Runnable child) {
    sequence = child;
    Body body = Function.get(Body.class, GuestProcess.class, "run");
    long result = CShim.cloneGuest(body, flags | CLONE_VM | CLONE_VFORK);
    sequence = null;
    return result;
  }

  /** Begins in the child. Nothing may leave it: the frames above are the parent's. */
  static int run(Address nothing) {
    Attempt.failure(Objects.requireNonNull(sequence));
    return FAILED;
  }

  /** As a function of C. */
  abstract static class Body extends Function {
    abstract int run(Address nothing);
  }
}
