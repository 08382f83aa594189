package org.ctrtool.conformance.property;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.ctrtool.conformance.harness.AgentSubject;
import org.ctrtool.conformance.harness.Host;
import org.ctrtool.conformance.harness.Subject;
import org.ctrtool.nativebackend.agent.Script.Step;
import org.jspecify.annotations.Nullable;

/** The two kernels of a property, from its first try to its last. */
final class Sequences implements AutoCloseable {
  private final int watch;
  private final AtomicInteger made = new AtomicInteger();
  private @Nullable Subject real;
  private @Nullable Subject simulated;
  private long started;

  Sequences(int watch) {
    this.watch = watch;
  }

  /** Tries one sequence, unless that would be more than {@code most}. */
  void attempt(String name, int most, List<Step> steps, Other other) {
    if (made.get() >= most) {
      return;
    }
    Host.assumeAgent();
    if (real == null) {
      real = AgentSubject.start();
      simulated = other.start();
      started = System.nanoTime();
    }
    made.incrementAndGet();
    new Agreement(real, simulated, watch).check(name, steps);
  }

  /** Starts the kernel to compare with. */
  interface Other {
    Subject start();
  }

  @Override
  public void close() {
    if (real != null && simulated != null) {
      real.close();
      simulated.close();
      long seconds = (System.nanoTime() - started) / 1_000_000_000;
      System.out.println(made + " sequences agreed in " + seconds + " s");
    }
  }
}
