package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.ToIntFunction;
import org.ctrtool.sim.Execution;
import org.ctrtool.sim.SimProgram;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.user.FileCapabilities;
import org.jspecify.annotations.Nullable;

/** The Java code behind executable files, and a record of what was executed. */
public final class Programs {
  private final IdentityHashMap<Inode, SimProgram> programs = new IdentityHashMap<>();
  private final IdentityHashMap<Inode, FileCapabilities> capabilities = new IdentityHashMap<>();
  private final List<Execution> executions = new ArrayList<>();
  private ToIntFunction<Execution> statusOfUnknown = execution -> 0;

  Programs() {}

  /** Says what happens when the file is executed. */
  public void register(Inode file, SimProgram program) {
    programs.put(file, program);
  }

  /** The code behind a file; null if there is none. */
  @Nullable SimProgram find(Inode file) {
    return programs.get(file);
  }

  /** Gives a file capabilities: its attribute {@code security.capability}. */
  public void setCapabilities(Inode file, FileCapabilities granted) {
    capabilities.put(file, granted);
  }

  @Nullable FileCapabilities capabilities(Inode file) {
    return capabilities.get(file);
  }

  /** Chooses the exit status of programs without code. */
  public void setStatusOfUnknown(ToIntFunction<Execution> status) {
    statusOfUnknown = status;
  }

  /** The exit status of a program without code. */
  public int statusOfUnknown(Execution execution) {
    return statusOfUnknown.applyAsInt(execution);
  }

  void record(Execution execution) {
    executions.add(execution);
  }

  /** What was executed, in order. */
  public List<Execution> executions() {
    return executions;
  }
}
