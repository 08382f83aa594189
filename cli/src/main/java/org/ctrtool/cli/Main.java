package org.ctrtool.cli;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
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
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    if (linux) {
      Inherited.record();
    }
    String name = System.getProperty("ctrtool.name", "ctrtool");
    List<String> argv = ProcessWords.argv(name, List.of(arguments));
    Environment environment = ProcessWords.environment();
    String program = System.getProperty("ctrtool.program", "/proc/self/exe");
    Kernel kernel = linux ? JnaKernel.open() : new ConsoleKernel();
    int status = front().run(argv, environment, program, kernel);
    System.exit(status);
  }

  /** The front end with the commands that only a JVM has. */
  public static Front front() {
    Tools tools = AllTools.tools();
    return new Front(tools, List.of(new PlanCommand(tools), new SimulateCommand(tools)));
  }
}
