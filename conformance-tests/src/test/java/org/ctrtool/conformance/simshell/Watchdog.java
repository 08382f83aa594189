package org.ctrtool.conformance.simshell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Makes an error of code that does not end. */
public final class Watchdog {
  private static final long SECONDS = 60;

  private Watchdog() {}

  /** Runs {@code code}, which is to end soon, in a thread of its own. */
  public static <T> T guard(Supplier<T> code) {
    FutureTask<T> task = new FutureTask<>(code::get);
    Thread thread = Thread.ofPlatform().daemon().name("guarded").start(task);
    try {
      return task.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("it has not ended in " + SECONDS + " s: " + where(thread), late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failed.getCause();
    }
  }

  private static String where(Thread thread) {
    StringWriter text = new StringWriter();
    Exception place = new Exception("where it is");
    place.setStackTrace(thread.getStackTrace());
    place.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
