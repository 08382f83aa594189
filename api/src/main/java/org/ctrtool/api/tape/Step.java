package org.ctrtool.api.tape;

import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.jspecify.annotations.Nullable;

/** One entry of a tape. */
public sealed interface Step {
  /**
   * A system call.
   *
   * @param call the call; descriptors may be registers
   * @param register the number of the register that takes the descriptor it opens; -1 if it opens
   *     none
   * @param tolerated the error that does not end the sequence, or null
   */
  record Make(Call call, int register, @Nullable Errno tolerated) implements Step {}

  /**
   * Says what the steps from here on are for.
   *
   * @param what in words
   */
  record Say(String what) implements Step {}

  /**
   * Executes a program that is told its own process ID.
   *
   * @param path the program
   * @param argv the arguments
   * @param environment the environment, without that ID
   */
  record Listening(String path, List<String> argv, Environment environment) implements Step {
    /** Takes a copy of the list. */
    public Listening {
      argv = List.copyOf(argv);
    }
  }

  /**
   * Executes a program that is searched for.
   *
   * @param file the name
   * @param argv the arguments
   * @param environment the environment
   * @param searchPath the directories
   */
  record Search(String file, List<String> argv, Environment environment, String searchPath)
      implements Step {
    /** Takes a copy of the list. */
    public Search {
      argv = List.copyOf(argv);
    }
  }
}
