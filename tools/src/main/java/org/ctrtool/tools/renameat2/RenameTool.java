package org.ctrtool.tools.renameat2;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/** Renames one file, with flags, perhaps relative to open directories. */
public final class RenameTool implements Tool<RenameTool.Request> {
  /** What is renamed, and how. */
  public static final class Request {
    private RenameFlags flags = RenameFlags.NONE;
    private @Nullable DescriptorSpec sourceDirectory;
    private @Nullable DescriptorSpec targetDirectory;
    private String source = "";
    private String target = "";

    Request() {}

    private void add(RenameFlags flag) {
      flags = flags.or(flag);
    }

    private void names(List<String> words) {
      source = words.get(0);
      target = words.get(1);
    }
  }

  /** The tool. */
  public RenameTool() {}

  @Override
  public String name() {
    return "renameat2";
  }

  @Override
  public List<String> aliases() {
    return List.of("simple-renameat2");
  }

  @Override
  public String summary() {
    return "rename a file: exchange, do not replace, leave a whiteout";
  }

  @Override
  public Grammar<Request> grammar() {
    return Grammar.of(name(), Request::new)
        .describedAs(
            "Renames SOURCE to TARGET with one renameat2(2). Without options an existing TARGET is"
                + " replaced. Flags add up; which of them go together the kernel says.")
        .describedAs(DescriptorSpec.HELP)
        .flag(
            'x',
            "exchange",
            "swap the two names, both must exist",
            r -> r.add(RenameFlags.RENAME_EXCHANGE))
        .flag(
            'w',
            "whiteout",
            "leave a whiteout (character device 0,0) at SOURCE; needs CAP_MKNOD",
            r -> r.add(RenameFlags.RENAME_WHITEOUT))
        .flag(
            'n',
            "no-replace",
            "fail with EEXIST if TARGET exists",
            r -> r.add(RenameFlags.RENAME_NOREPLACE))
        .option(
            's',
            "source-fd",
            "SPEC",
            "the directory where a relative SOURCE starts, instead of the working directory",
            (r, v) -> r.sourceDirectory = DescriptorSpec.of(v))
        .option(
            'd',
            "target-fd",
            "SPEC",
            "the same for TARGET",
            (r, v) -> r.targetDirectory = DescriptorSpec.of(v))
        .operands("SOURCE TARGET", 2, 2, Request::names)
        .status(0, "renamed")
        .status(1, "the kernel refused it")
        .status(2, "usage error, nothing was done")
        .example("ctrtool renameat2 -n new config", "put a file in place unless there is one")
        .example("ctrtool renameat2 -x current next", "swap two directories in one step")
        .example(
            "ctrtool renameat2 -s 5 -d :DIR f f 5</mnt/a",
            "from one open directory to another, whose number is in $DIR")
        .difference("One descriptor may be given twice, in any form.")
        .difference("The message for EINVAL says what the flags may have to do with it.")
        .difference("Of -s or -d given twice, only the last one must be open.")
        .build();
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Variables variables = Variables.of(invocation.environment());
    Fd from = directory(request.sourceDirectory, kernel, variables);
    Fd to = directory(request.targetDirectory, kernel, variables);
    Attempt<Void> attempt =
        Attempt.of(
            () -> {
              kernel.renameat2(from, request.source, to, request.target, request.flags);
              return null;
            });
    if (attempt.refusal() != null) {
      explain(attempt.errno(), request.flags, kernel);
      throw attempt.refusal();
    }
    return 0;
  }

  /** No program will inherit it, so what the form says of that does not matter. */
  private static Fd directory(@Nullable DescriptorSpec spec, Kernel kernel, Variables variables) {
    return spec == null ? Fd.AT_FDCWD : spec.find(kernel, variables);
  }

  /** EINVAL says least about flags, so words say it. */
  private static void explain(@Nullable Errno errno, RenameFlags flags, Kernel kernel) {
    if (Errno.EINVAL.equals(errno) && !flags.equals(RenameFlags.NONE)) {
      kernel.doing("flags that do not go together, or that this file system lacks");
    }
  }
}
