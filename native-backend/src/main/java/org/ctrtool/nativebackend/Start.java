package org.ctrtool.nativebackend;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.OsStrings;
import org.ctrtool.nativebackend.helper.Helper;

/** What this process was started to do. */
final class Start {
  private Start() {}

  /** Does it, and answers the exit status. */
  static int run() {
    List<String> argv = arguments();
    if (Helper.isMeant(argv)) {
      Helper.run(new NativeKernel(), argv);
    }
    return Demo.run();
  }

  /** The arguments, the program's name first. */
  static List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < NativeMachine.argumentCount(); i++) {
      arguments.add(OsStrings.decode(NativeMachine.argument(i)));
    }
    return arguments;
  }

  /** The environment this process was started with. */
  static Environment environment() {
    List<String> variables = new ArrayList<>();
    for (int i = 0; i < NativeMachine.environmentCount(); i++) {
      variables.add(OsStrings.decode(NativeMachine.environment(i)));
    }
    return new Environment(variables);
  }
}
