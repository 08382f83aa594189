package org.ctrtool.tools.miniinit;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.PipeFlags;
import org.jspecify.annotations.Nullable;

/** What a new process does until it is the program. */
final class ProcessStart {
  private static final int FIRST_PASSED = 3;
  private static final long LAST_NUMBER = 0xFFFFFFFFL;
  private static final Mode LOG_MODE = new Mode(0644);

  private final ChildKernel child;
  private final ProcessSpec spec;
  private final boolean strict;

  private ProcessStart(ChildKernel child, ProcessSpec spec, boolean strict) {
    this.child = child;
    this.spec = spec;
    this.strict = strict;
  }

  /** Returns only by being refused; that is said where init speaks, not in the program's log. */
  static void run(ChildKernel child, ProcessSpec spec, boolean strict, Environment environment) {
    child.doing("starting " + OsStrings.quoted(spec.path()));
    ProcessStart start = new ProcessStart(child, spec, strict);
    Fd errorsOfInit = child.fcntlDupfdCloexec(Fd.STDERR, FIRST_PASSED + spec.passed.size());
    child.setsid();
    Attempt<Object> attempt =
        Attempt.of(
            () -> {
              start.openStandardFiles();
              start.arrangeDescriptors();
              start.execute(environment);
              return null;
            });
    @Nullable KernelException refusal = attempt.refusal();
    if (refusal != null) {
      child.dup3(errorsOfInit, Fd.STDERR, PipeFlags.NONE);
      throw refusal;
    }
  }

  /** No O_NOCTTY: a terminal is to become the controlling one. */
  private void openStandardFiles() {
    @Nullable String input = spec.standardFiles[0];
    @Nullable String output = spec.standardFiles[1];
    @Nullable String errors = spec.standardFiles[2];
    if (input != null) {
      open(input, OpenFlags.O_RDONLY, Fd.STDIN);
    }
    OpenFlags log = OpenFlags.O_WRONLY.or(OpenFlags.O_APPEND).or(OpenFlags.O_CREAT);
    if (output != null) {
      open(output, log, Fd.STDOUT);
    }
    if (errors != null && errors.equals(output)) {
      child.dup3(Fd.STDOUT, Fd.STDERR, PipeFlags.NONE);
    } else if (errors != null) {
      open(errors, log, Fd.STDERR);
    }
  }

  private void open(String path, OpenFlags flags, Fd as) {
    Fd opened = child.openat(Fd.AT_FDCWD, path, flags.or(OpenFlags.O_CLOEXEC), LOG_MODE);
    child.dup3(opened, as, PipeFlags.NONE);
    child.close(opened);
  }

  /** Copies out of the way first: what is wanted as 3 may be what is to become 4. */
  private void arrangeDescriptors() {
    if (!strict) {
      return;
    }
    int count = spec.passed.size();
    List<Fd> copies = new ArrayList<>();
    for (Fd passed : spec.passed) {
      copies.add(child.fcntlDupfdCloexec(passed, FIRST_PASSED + count));
    }
    for (int i = 0; i < count; i++) {
      child.dup3(copies.get(i), new Fd(FIRST_PASSED + i), PipeFlags.NONE);
    }
    child.closeRange(FIRST_PASSED + count, LAST_NUMBER, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
  }

  private void execute(Environment environment) {
    if (spec.listenVariables) {
      Environment told = environment.with("LISTEN_FDS", Integer.toString(spec.passed.size()));
      child.execveListening(spec.path(), spec.command, told);
    } else {
      child.execve(spec.path(), spec.command, environment);
    }
  }
}
