package org.ctrtool.nativebackend;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.OsStrings;
import org.ctrtool.nativebackend.agent.Relay;
import org.ctrtool.nativebackend.helper.Helper;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;

/** What this process was started to do. */
final class Start {
  private Start() {}

  /** Does it, and answers the exit status. */
  static int run() {
    List<String> argv = arguments();
    if (Helper.isMeant(argv)) {
      Helper.run(new NativeKernel(), argv);
    }
    if (Relay.isMeant(argv)) {
      return Relay.run();
    }
    NativeKernel kernel = new NativeKernel();
    Front front = new Front(AllTools.tools(), List.of());
    return front.run(argv, environment(), "/proc/self/exe", kernel);
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
