package org.ctrtool.tools.escape;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;

/**
 * Executes ctrtool again, from a sealed copy and with the same arguments; the copy finds out that
 * it is one, and goes on with the tool.
 */
public final class EscapeTool implements Tool<EscapeTool.Request> {
  private static final int FAILED = 125;

  /** The tool to run. */
  public static final class Request {
    private List<String> words = List.of();

    Request() {}
  }

  /** The tool. */
  public EscapeTool() {}

  @Override
  public String name() {
    return "escape";
  }

  @Override
  public List<String> aliases() {
    return List.of("_ctrtool_escaped");
  }

  @Override
  public String summary() {
    return "run a tool from a sealed copy of ctrtool";
  }

  @Override
  public int failureStatus(Request request) {
    return FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    return Grammar.of(name(), Request::new)
        .describedAs(
            "Runs TOOL from a copy of ctrtool in memory that cannot be changed: a process of a"
                + " container that reaches /proc/PID/exe of this one finds the copy, and not the"
                + " host's program (CVE-2019-5736). Arguments, environment, working directory and"
                + " descriptors stay.")
        .program("TOOL [ARGUMENT]...", 1, (r, words) -> r.words = words)
        .status(2, "usage error, nothing was done")
        .status(125, "there can be no such copy, or it cannot be executed")
        .status("other", "that of TOOL")
        .example("ctrtool escape mount_seq -m /mnt -t tmpfs", "the same, from a copy")
        .difference("An unknown TOOL is found out before anything is done.")
        .difference(
            "It works where the sysctl vm.memfd_noexec is 1, as the copy is asked to be executable.")
        .build();
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Tool<?> tool = tool(request, invocation);
    SealedProgram.runFrom(kernel, invocation, Invocation.ending(this, FAILED));
    return ToolRun.run(tool, invocation.forTool(request.words), kernel);
  }

  private Tool<?> tool(Request request, Invocation invocation) {
    String typed = request.words.get(0);
    Tool<?> tool = invocation.tools().find(ToolRun.baseName(typed));
    UsageError.when(tool instanceof EscapeTool, "escape inside escape");
    if (tool == null) {
      throw new UsageError("unknown tool " + OsStrings.quoted(typed));
    }
    return tool;
  }
}
