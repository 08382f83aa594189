package org.ctrtool.tools.chrootpivot;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.processes.Children;

/** Swaps what is mounted at a directory for something mounted below it. */
public final class ChrootPivotTool implements Tool<ChrootPivotTool.Request> {
  private static final int FAILED = 1;
  private static final int OPERANDS = 3;

  /** The three directories. */
  public static final class Request {
    private String directory = "";
    private String newRoot = "";
    private String putOld = "";

    Request() {}

    private void operands(List<String> words) {
      UsageError.when(
          words.size() != OPERANDS, "exactly three operands are needed: DIR NEW_ROOT PUT_OLD");
      directory = words.get(0);
      newRoot = words.get(1);
      putOld = words.get(2);
    }
  }

  /** The tool. */
  public ChrootPivotTool() {}

  @Override
  public String name() {
    return "chroot_pivot";
  }

  @Override
  public String summary() {
    return "swap what is mounted at a directory for a mount below it";
  }

  @Override
  public Grammar<Request> grammar() {
    return Grammar.of(name(), Request::new)
        .describedAs(
            "Performs pivot_root(2) in a short-lived child whose root and working directory is DIR:"
                + " what is mounted at NEW_ROOT appears at DIR, and what was there at PUT_OLD."
                + " The caller's own root and working directory stay.")
        .describedAs(
            "NEW_ROOT and PUT_OLD are looked up inside DIR, and no symbolic link leads out of it."
                + " DIR and NEW_ROOT must be mount points that are not shared, and PUT_OLD at or"
                + " below NEW_ROOT; if it is NEW_ROOT itself, the old mount lies on top of the new"
                + " one until it is unmounted.")
        .describedAs(
            "As with every pivot_root(2), processes of the mount namespace whose root or working"
                + " directory is the old root itself move along.")
        .program("DIR NEW_ROOT PUT_OLD", OPERANDS, Request::operands)
        .status(0, "pivoted")
        .status(1, "it was refused")
        .status(2, "usage error, nothing was done")
        .example("ctrtool chroot_pivot x new new/old", "x/new appears at x, the rest at x/old")
        .example("ctrtool chroot_pivot x new new && umount x", "the old mount is gone")
        .difference(
            "There are exactly three operands; --help and -- are understood before the first one,"
                + " and a DIR that begins with a dash needs --.")
        .difference("It works where the caller ignores SIGCHLD. A failure is status 1.")
        .build();
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    // A child's end cannot be asked about while SIGCHLD is ignored.
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    kernel.doing("making a child");
    Pid child =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, Invocation.ending(this, FAILED)),
            inside -> pivot(inside, request));
    kernel.doing("waiting for the child");
    WaitStatus end = Children.await(kernel, child);
    if (end.isKilled()) {
      Output.message(
          kernel,
          "ctrtool " + name() + ": the child was killed by " + new Signal(end.status()) + "\n");
      return FAILED;
    }
    return end.status();
  }

  private static void pivot(ChildKernel inside, Request request) {
    inside.doing("entering " + OsStrings.quoted(request.directory));
    inside.chroot(request.directory);
    inside.chdir("/");
    inside.doing("pivoting");
    inside.pivotRoot(request.newRoot, request.putOld);
  }
}
