package org.ctrtool.sim.ns;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * What names a process, a process group or a session; the kernel's {@code struct pid}. It has one
 * number in the PID namespace it was made in and one in each namespace above.
 */
public final class ProcessId {
  private final PidNamespace namespace;
  private final Map<PidNamespace, Integer> numbers = new LinkedHashMap<>();
  private @Nullable Task task;

  ProcessId(PidNamespace namespace) {
    this.namespace = namespace;
  }

  void put(PidNamespace in, int number) {
    numbers.put(in, number);
  }

  /** The innermost namespace it has a number in. */
  public PidNamespace namespace() {
    return namespace;
  }

  /** The number as {@code viewer} counts; 0 if it has none there. */
  public int numberIn(PidNamespace viewer) {
    return numbers.getOrDefault(viewer, 0);
  }

  /** The number in its own namespace. */
  public int number() {
    return numberIn(namespace);
  }

  /** The numbers by namespace, outermost first. */
  public Map<PidNamespace, Integer> numbers() {
    return numbers;
  }

  /** The process; null once it has been waited for. */
  public @Nullable Task task() {
    return task;
  }

  /** Sets the process. */
  public void setTask(@Nullable Task task) {
    this.task = task;
  }

  @Override
  public String toString() {
    return numbers.values().toString();
  }
}
