package org.ctrtool.cli.plan;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Extension;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.Tools;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** Shows the calls that a tool would make, with the model's verdict on each; changes nothing. */
public final class PlanCommand implements Extension {
  private final Tools tools;
  private final Hosts hosts;

  /** The command for these tools. */
  public PlanCommand(Tools tools, Hosts hosts) {
    this.tools = tools;
    this.hosts = hosts;
  }

  private static final class Request {
    boolean json;
    @Nullable String host;
    @Nullable String user;
    List<String> words = List.of();
  }

  private static final List<String> USERS = List.of("root", "user");

  private static Grammar<Request> grammar() {
    return Grammar.of("plan", Request::new)
        .synopsis("[--json] [--host=FILE | --as=USER] TOOL [ARGUMENT]...")
        .describedAs(
            "Runs TOOL on a simulated kernel and shows each call with its answer, or the rule by"
                + " which Linux would refuse it. Nothing is changed. The simulated host is like"
                + " this one, and the caller is who runs TOOL there.")
        .option(
            "host",
            "FILE",
            "on the host that ctrtool capture described in FILE",
            (r, v) -> r.host = v)
        .option(
            "as",
            "USER",
            "on a usual host instead: as root, or as user (user ID 1000, no capabilities)",
            (r, v) -> r.user = USERS.get(Values.name(v, "user", USERS)))
        .flag("json", "print the plan as JSON", r -> r.json = true)
        .program("TOOL [ARGUMENT]...", 1, (r, words) -> r.words = words)
        .status(0, "TOOL would succeed")
        .status(1, "TOOL would fail")
        .status(2, "usage error")
        .example("ctrtool plan mount_seq -m /mnt -t tmpfs -Osd", "what that would do")
        .build();
  }

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String summary() {
    return "show what a tool would do, and what Linux would refuse";
  }

  @Override
  public String help() {
    return grammar().help();
  }

  @Override
  public int run(Invocation invocation, Kernel kernel) {
    return Shown.run(grammar(), invocation, kernel, request -> plan(request, invocation, kernel));
  }

  private int plan(Request request, Invocation invocation, Kernel kernel) {
    UsageError.when(
        request.host != null && request.user != null,
        "--host and --as: who was captured runs it on a captured host");
    Tool<?> tool = tool(tools, request.words);
    Plan plan = Plan.of(tool, with(invocation, request.words), host(request, invocation, kernel));
    boolean json = request.json || invocation.json();
    Output.print(kernel, json ? PlanJson.of(plan) : PlanText.of(plan));
    return plan.isAllowed() ? 0 : 1;
  }

  private Hosts.Host host(Request request, Invocation invocation, Kernel kernel) {
    if (request.host != null) {
      return Hosts.load(request.host);
    }
    return request.user == null
        ? hosts.here(kernel, invocation, request.words)
        : Hosts.standard(request.user);
  }

  static Tool<?> tool(Tools tools, List<String> words) {
    Tool<?> tool = tools.find(words.get(0));
    if (tool == null) {
      throw new UsageError("unknown tool " + org.ctrtool.api.OsStrings.quoted(words.get(0)));
    }
    return tool;
  }

  static Invocation with(Invocation invocation, List<String> argv) {
    return new Invocation(
        invocation.whole(),
        argv,
        invocation.environment(),
        invocation.program(),
        invocation.json(),
        invocation.tools());
  }
}
