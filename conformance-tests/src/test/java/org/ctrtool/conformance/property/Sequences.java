package org.ctrtool.conformance.property;

import java.util.List;
import org.ctrtool.conformance.harness.AgentSubject;
import org.ctrtool.conformance.harness.Host;
import org.ctrtool.conformance.harness.Subject;
import org.ctrtool.nativebackend.agent.Script.Step;
import org.jspecify.annotations.Nullable;

/** The two kernels of a property, from its first try to its last. */
final class Sequences implements AutoCloseable {
  private final String name;
  private final int watch;
  private int made;
  private @Nullable Subject real;
  private @Nullable Subject other;
  private @Nullable Agreement agreement;
  private long started;

  /**
   * Nothing tried yet.
   *
   * @param name what counterexamples are called
   * @param watch what is looked at after each step
   */
  Sequences(String name, int watch) {
    this.name = name;
    this.watch = watch;
  }

  /** Tries one sequence on the real kernel and on another one, which is started the first time. */
  void attempt(List<Step> steps, Other kernel) {
    Host.assumeAgent();
    if (agreement == null) {
      real = AgentSubject.start();
      other = kernel.start();
      agreement = new Agreement(real, other, watch);
      started = System.nanoTime();
    }
    made++;
    agreement.check(name, steps);
  }

  /** Starts the kernel to compare with. */
  interface Other {
    Subject start();
  }

  @Override
  public void close() {
    if (real != null && other != null && agreement != null) {
      real.close();
      other.close();
      long seconds = (System.nanoTime() - started) / 1_000_000_000;
      System.out.println(
          made
              + " sequences of "
              + name
              + " tried in "
              + seconds
              + " s: "
              + agreement.statistics());
    }
  }
}
