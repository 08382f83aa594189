package org.ctrtool.conformance.harness;

import java.util.List;
import org.ctrtool.nativebackend.agent.Script;

/** A kernel that scripts run on. */
public interface Subject extends AutoCloseable {
  /**
   * Runs a script in a fresh world.
   *
   * @return what is seen after each step; fewer entries than steps if a task was lost
   */
  List<Observation> run(Script script);

  /** Gives back what it holds. */
  @Override
  void close();
}
