package org.ctrtool.tools.resetcgroup;

import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;

/** Runs a program in other cgroups. */
public final class ResetCgroupTool implements Tool<Request> {
  private static final int FAILED = 125;

  /** The tool. */
  public ResetCgroupTool() {}

  @Override
  public String name() {
    return "reset_cgroup";
  }

  @Override
  public String summary() {
    return "run a program in the same group of several cgroup hierarchies";
  }

  @Override
  public int failureStatus(Request request) {
    return FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    return Grammar.of(name(), Request::new)
        .describedAs(
            "Moves this process into BASE/NAME/GROUP for each NAME, by writing to its cgroup.procs,"
                + " and executes PROGRAM there. All these files are opened before the first move;"
                + " a path that leads out of BASE is refused.")
        .describedAs(
            "Without -c: BASE itself if it is a hierarchy of version 2; else those of blkio, cpu,"
                + " devices, freezer, memory, perf_event, pids and rdma that are there. Mind that"
                + " version 1 also has cpuacct, cpuset, net_cls and net_prio, often together with"
                + " others.")
        .option(
            'b', "base", "BASE", "where the hierarchies are (/sys/fs/cgroup)", (r, v) -> r.base = v)
        .option(
            'c',
            "controllers",
            "NAME,...",
            "directories below BASE, which must be there; \"all\": every hierarchy there is",
            ResetCgroupTool::controllers)
        .option('p', "path", "GROUP", "the group in each of them (.)", (r, v) -> r.group = v)
        .flag('s', "systemd", "also BASE/systemd", r -> r.systemd = true)
        .flag('u', "unified", "also BASE/unified", r -> r.unified = true)
        .option(
            'a',
            "add",
            "NAME,...",
            "further directories below BASE",
            (r, v) -> r.more = Values.list(v, name -> name))
        .program("PROGRAM [ARGUMENT...]", 1, (r, words) -> r.command = words)
        .programStatuses()
        .example("ctrtool reset_cgroup -p jobs/7 make", "a job in a group that is there")
        .example("ctrtool reset_cgroup -c cpu,pids -s sh", "the top groups of three hierarchies")
        .difference(
            "Without -c, what is there is taken; version 2 works without options. -c all is new.")
        .difference("If a group cannot be opened, none is entered.")
        .difference("A path cannot leave BASE by \"..\" or a link. It may be of any length.")
        .difference("A move that fails is status 125, and an exec 126 or 127.")
        .build();
  }

  private static void controllers(Request request, String list) {
    request.everything = list.equals("all");
    request.controllers = request.everything ? null : Values.list(list, name -> name);
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Variables variables = Variables.of(invocation.environment());
    Groups.enter(kernel, request);
    kernel.become(
        Invocation.ending(this, FAILED),
        last -> Programs.execute(last, request.command, variables));
    return FAILED;
  }
}
