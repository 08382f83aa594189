package org.ctrtool.sim;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;

/** A program of the simulated machine: Java code at the path of an executable file. */
@FunctionalInterface
public interface SimProgram {
  /**
   * Runs as a process does that has just executed the program.
   *
   * @param kernel the process's kernel
   * @return the exit status
   */
  int run(Kernel kernel, List<String> argv, Environment environment);
}
