package org.ctrtool.nativebackend;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.OsStrings;
import org.ctrtool.nativebackend.agent.Relay;
import org.ctrtool.nativebackend.helper.Helper;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;
import org.ctrtool.tools.escape.FirstProcess;

/** What this process was started to do. */
final class Start {
  private Start() {}

  /** Does it, and answers the exit status. */
  static int run() {
    List<String> argv = arguments();
    if (Sys.getpid() == 1
        && !FirstProcess.leavesOutsideFile(new NativeKernel(), argv, environment())) {
      return FirstProcess.FAILED;
    }
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
    return decoded(NativeMachine.arguments());
  }

  /** The environment this process was started with. */
  static Environment environment() {
    return new Environment(decoded(NativeMachine.environment()));
  }

  private static List<String> decoded(List<byte[]> strings) {
    List<String> decoded = new ArrayList<>();
    for (byte[] string : strings) {
      decoded.add(OsStrings.decode(string));
    }
    return decoded;
  }
}
