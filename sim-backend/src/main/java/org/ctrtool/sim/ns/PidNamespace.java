package org.ctrtool.sim.ns;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.ctrtool.api.Pid;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** Process IDs; the kernel's {@code struct pid_namespace}; see pid_namespaces(7). */
public final class PidNamespace implements Namespace {
  /** How deep they nest below the initial one. */
  public static final int MAX_LEVEL = 32;

  private static final int FIRST_AFTER_WRAP = 300;

  private final long number;
  private final UserNamespace owner;
  private final @Nullable PidNamespace parent;
  private final int level;
  private final NavigableMap<Integer, ProcessId> processes = new TreeMap<>();
  private int maximum;
  private int memfdNoexec;
  private int last;
  private @Nullable Task reaper;
  private boolean closed;

  /**
   * A namespace without processes.
   *
   * @param parent the namespace it was made from; null for the initial one
   */
  public PidNamespace(long number, UserNamespace owner, @Nullable PidNamespace parent) {
    this.number = number;
    this.owner = owner;
    this.parent = parent;
    this.level = parent == null ? 0 : parent.level + 1;
    this.maximum = 4194304;
    this.memfdNoexec = parent == null ? 0 : parent.memfdNoexec();
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.PID;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public UserNamespace owner() {
    return owner;
  }

  /** The namespace above; null for the initial one. */
  public @Nullable PidNamespace parent() {
    return parent;
  }

  /** How many namespaces it is below the initial one. */
  public int level() {
    return level;
  }

  /** Whether this is {@code ancestor} or was made somewhere below it. */
  public boolean isAtOrBelow(PidNamespace ancestor) {
    for (PidNamespace each = this; each != null; each = each.parent) {
      if (each == ancestor) {
        return true;
      }
    }
    return false;
  }

  /** {@code kernel.pid_max}: all numbers are below it. */
  public int maximum() {
    return maximum;
  }

  /** Sets {@code kernel.pid_max}. */
  public void setMaximum(int maximum) {
    this.maximum = maximum;
  }

  /** {@code vm.memfd_noexec}: the strictest here and above; pidns_memfd_noexec_scope(). */
  public int memfdNoexec() {
    return parent == null ? memfdNoexec : Math.max(memfdNoexec, parent.memfdNoexec());
  }

  /** Sets {@code vm.memfd_noexec}. */
  public void setMemfdNoexec(int setting) {
    memfdNoexec = setting;
  }

  /** Process 1, which gets the orphans; null before it exists. */
  public @Nullable Task reaper() {
    return reaper;
  }

  /** Whether process 1 is dead, so that nobody is born here any more. */
  public boolean isClosed() {
    return closed;
  }

  /** Process 1 is dying. */
  public void close() {
    closed = true;
  }

  /** The process of this number here; null if there is none. */
  public @Nullable ProcessId find(int number) {
    return processes.get(number);
  }

  /** What has a number here, by number. */
  public Collection<ProcessId> all() {
    return processes.values();
  }

  /**
   * Gives a new process its numbers here and above: alloc_pid(). Numbers ascend and are not used
   * again at once.
   */
  public ProcessId allocate(Task task) {
    return allocate(task, List.of());
  }

  /**
   * The same, where some numbers are given, which must be free.
   *
   * @param given the number here, the one above and so on
   */
  public ProcessId allocate(Task task, List<Pid> given) {
    Refuse.when(closed, NamespaceRule.PID_NAMESPACE_IS_DEAD);
    ProcessId id = new ProcessId(this);
    Deque<PidNamespace> outermostFirst = new ArrayDeque<>();
    for (PidNamespace each = this; each != null; each = each.parent) {
      outermostFirst.push(each);
    }
    for (PidNamespace each : outermostFirst) {
      int above = level - each.level;
      id.put(each, above < given.size() ? given.get(above).number() : each.nextNumber());
    }
    id.numbers().forEach((namespace, number) -> namespace.processes.put(number, id));
    id.setTask(task);
    if (reaper == null) {
      reaper = task;
    }
    return id;
  }

  private int nextNumber() {
    int candidate = last + 1;
    while (candidate >= maximum || processes.containsKey(candidate)) {
      candidate = candidate >= maximum ? FIRST_AFTER_WRAP : candidate + 1;
    }
    last = candidate;
    return candidate;
  }

  /** Nobody refers to {@code id} any more: its numbers are free. */
  public static void free(ProcessId id) {
    id.numbers().forEach((namespace, number) -> namespace.processes.remove(number, id));
  }
}
