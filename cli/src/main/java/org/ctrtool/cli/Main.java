package org.ctrtool.cli;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.NotModelled;
import org.ctrtool.cli.plan.CaptureCommand;
import org.ctrtool.cli.plan.Hosts;
import org.ctrtool.cli.plan.PlanCommand;
import org.ctrtool.cli.plan.SimulateCommand;
import org.ctrtool.linux.Inherited;
import org.ctrtool.linux.JnaKernel;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;
import org.ctrtool.tools.Tools;

/** The entry point on a JVM. */
public final class Main {
  private Main() {}

  /** Does what the command line says, and ends the JVM with the exit status. */
  public static void main(String[] arguments) {
    if (isLinux()) {
      Inherited.record();
    }
    String name = System.getProperty("ctrtool.name", "ctrtool");
    List<String> argv = ProcessWords.argv(name, List.of(arguments));
    Environment environment = ProcessWords.environment();
    Kernel kernel = isLinux() ? JnaKernel.open() : new ConsoleKernel();
    int status = front().run(argv, environment, program(), kernel);
    System.exit(status);
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").equals("Linux");
  }

  /**
   * Where the static binary is. The start script says so; without it, it is unpacked. ({@code
   * /proc/self/exe} would be the JVM.)
   */
  static String program() {
    String said = System.getProperty("ctrtool.program");
    if (said != null || !isLinux()) {
      return said == null ? "ctrtool" : said;
    }
    try {
      return JnaKernel.program();
    } catch (NotModelled missing) {
      return "ctrtool";
    }
  }

  /** The front end with the commands that only a JVM has. */
  public static Front front() {
    Tools tools = AllTools.tools();
    Hosts hosts = new Hosts(isLinux());
    return new Front(
        tools,
        List.of(
            new PlanCommand(tools, hosts),
            new SimulateCommand(tools, hosts),
            new CaptureCommand(hosts)));
  }
}
