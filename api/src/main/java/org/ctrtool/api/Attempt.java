package org.ctrtool.api;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place of the natively compiled modules that catches a refusal: a single try around a
 * single call, and what came of it as a value.
 *
 * @param <T> what the call returns
 * @param value the call's result; null if it was refused (or returned null)
 * @param refusal why it was refused; null if it was not
 */
public record Attempt<T>(@Nullable T value, @Nullable KernelException refusal) {
  /** Makes the call. */
  public static <T> Attempt<T> of(Supplier<? extends @Nullable T> call) {
    try {
      return new Attempt<>(call.get(), null);
    } catch (KernelException refused) {
      return new Attempt<>(null, refused);
    }
  }

  /** Makes the call and returns the error it was refused with, or null. */
  public static @Nullable Errno errno(Runnable call) {
    KernelException refusal = refusal(call);
    return refusal == null ? null : refusal.errno();
  }

  /** Makes the call and returns why it was refused; null if it was not. */
  public static @Nullable KernelException refusal(Runnable call) {
    try {
      call.run();
      return null;
    } catch (KernelException refused) {
      return refused;
    }
  }

  /** Makes the call and returns why it failed, whatever it was; null if it did not. */
  public static @Nullable Throwable failure(Runnable call) {
    try {
      call.run();
      return null;
    } catch (Throwable failed) {
      return failed;
    }
  }

  /** What {@link #failure} returned, to be thrown on. */
  public static RuntimeException again(Throwable failure) {
    if (failure instanceof Error grave) {
      throw grave;
    }
    return (RuntimeException) failure;
  }

  /** The error the call was refused with, or null. */
  public @Nullable Errno errno() {
    return refusal == null ? null : refusal.errno();
  }

  /** The result; a refusal is thrown on. */
  public T orThrow() {
    if (refusal != null) {
      throw refusal;
    }
    return java.util.Objects.requireNonNull(value);
  }
}
