package org.ctrtool.cli.plan;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Extension;
import org.ctrtool.tools.Front;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.Tools;
import org.ctrtool.tools.grammar.Grammar;

/** Runs a tool on a simulated kernel: what it says is said, then what it left behind is shown. */
public final class SimulateCommand implements Extension {
  private final Tools tools;
  private final Hosts hosts;

  /** The option for these tools. */
  public SimulateCommand(Tools tools, Hosts hosts) {
    this.tools = tools;
    this.hosts = hosts;
  }

  @Override
  public String name() {
    return Front.SIMULATE;
  }

  @Override
  public String summary() {
    return "run a tool on a simulated kernel";
  }

  @Override
  public String help() {
    return "Usage: ctrtool --simulate[=HOST] TOOL [ARGUMENT]...\n";
  }

  @Override
  public int run(Invocation invocation, Kernel kernel) {
    Grammar<List<String>> none = Grammar.of("", () -> List.<String>of()).build();
    Invocation empty = PlanCommand.with(invocation, List.of("ctrtool"));
    return Shown.run(none, empty, kernel, nothing -> simulate(invocation, kernel));
  }

  private int simulate(Invocation invocation, Kernel kernel) {
    String file = invocation.argv().get(0);
    List<String> words = invocation.arguments();
    Hosts.Host host = file.isEmpty() ? hosts.here(kernel, invocation, words) : Hosts.load(file);
    Plan plan = Plan.of(PlanCommand.tool(tools, words), PlanCommand.with(invocation, words), host);
    if (invocation.json()) {
      Output.print(kernel, PlanJson.of(plan));
      return plan.status();
    }
    Output.print(kernel, plan.output());
    Output.message(kernel, plan.messages());
    Output.message(kernel, PlanText.of(withoutSpeech(plan)));
    plan.newMounts().forEach(line -> Output.message(kernel, "+ " + line + "\n"));
    plan.goneMounts().forEach(line -> Output.message(kernel, "- " + line + "\n"));
    return plan.status();
  }

  private static Plan withoutSpeech(Plan plan) {
    return new Plan(
        plan.steps(),
        plan.executed(),
        "",
        "",
        plan.failures(),
        plan.status(),
        plan.mountsBefore(),
        plan.mountsAfter(),
        plan.notes());
  }
}
