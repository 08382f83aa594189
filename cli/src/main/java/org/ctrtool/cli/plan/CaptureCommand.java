package org.ctrtool.cli.plan;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.sim.snapshot.SnapshotJson;
import org.ctrtool.tools.Extension;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.grammar.Grammar;

/** Writes a description of this host to standard output. */
public final class CaptureCommand implements Extension {
  private final Hosts hosts;

  /** The command. */
  public CaptureCommand(Hosts hosts) {
    this.hosts = hosts;
  }

  private static final class Request {
    List<String> paths = List.of();
  }

  private static Grammar<Request> grammar() {
    return Grammar.of("capture", Request::new)
        .synopsis("[PATH]...")
        .describedAs(
            "Writes what decides about containers on this host, as JSON: the kernel's version, the"
                + " mounts, the ID maps, the caller's IDs, capabilities, limits and working"
                + " directory, and what is at the usual paths and at each PATH (type, permissions,"
                + " owner). No environment, names of users or hosts, contents of files or sources"
                + " of mounts that may be secret; paths of mount points and the working directory"
                + " are told. Load it with --simulate=FILE or plan --host=FILE.")
        .program("[PATH]...", 0, (r, words) -> r.paths = words)
        .status(0, "done")
        .status(1, "something could not be read")
        .status(2, "usage error")
        .example("ctrtool capture /srv/image > host.json", "with a directory that is no usual one")
        .build();
  }

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public String summary() {
    return "describe this host, for a plan elsewhere";
  }

  @Override
  public String help() {
    return grammar().help();
  }

  @Override
  public int run(Invocation invocation, Kernel kernel) {
    return Shown.run(grammar(), invocation, kernel, request -> capture(request, kernel));
  }

  private int capture(Request request, Kernel kernel) {
    Output.print(kernel, SnapshotJson.write(hosts.capture(kernel, request.paths)));
    return 0;
  }
}
