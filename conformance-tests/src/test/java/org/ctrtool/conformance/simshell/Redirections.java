package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.jspecify.annotations.Nullable;

/** Carries out redirections, and takes them back. */
final class Redirections {
  /** From here on there are the shell's own descriptors. */
  static final int OWN = 10;

  private static final OpenFlags CREATE = OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT);
  private static final Mode NEW_FILE = new Mode(0666);
  private static final int PIPE_CAPACITY = 65536;

  /** What a descriptor was: a copy of it, or null if it was not open. */
  private record Kept(Fd fd, @Nullable Fd copy) {}

  private final Shell shell;
  private final Kernel kernel;

  Redirections(Shell shell) {
    this.shell = shell;
    this.kernel = shell.kernel();
  }

  /** Does something with redirections, and takes these back; 1 if one of them fails. */
  int during(List<Redirection> redirections, int line, IntSupplier action) {
    List<Kept> kept = new ArrayList<>();
    try {
      return carryOut(redirections, kept, line) ? action.getAsInt() : failure();
    } finally {
      for (int i = kept.size() - 1; i >= 0; i--) {
        takeBack(kept.get(i));
      }
    }
  }

  /** The status of what a redirection that fails belongs to. */
  int failure() {
    return shell.dialect() == Dialect.BASH ? 1 : 2;
  }

  /** Carries out redirections for good; false if one fails, and the rest is not tried. */
  boolean forGood(List<Redirection> redirections, int line) {
    return carryOut(redirections, null, line);
  }

  private boolean carryOut(List<Redirection> redirections, @Nullable List<Kept> kept, int line) {
    for (Redirection each : redirections) {
      String target = shell.expansion().text(each.target());
      boolean isNew = each.variable() != null && !target.equals("-");
      Fd fd = each.variable() != null && !isNew ? held(each.variable()) : new Fd(each.fd());
      if (kept != null && !isNew) {
        kept.add(keep(fd));
      }
      KernelException refusal = Attempt.refusal(() -> carryOut(each, isNew ? null : fd, target));
      if (refusal != null) {
        shell.complain(line, complaint(each.operator(), target, refusal.errno()));
        return false;
      }
    }
    return true;
  }

  private Fd held(@Nullable String variable) {
    return new Fd(Integer.parseInt(shell.variables().value(String.valueOf(variable))));
  }

  private Kept keep(Fd fd) {
    return new Kept(fd, Attempt.of(() -> kernel.fcntlDupfdCloexec(fd, OWN)).value());
  }

  private void takeBack(Kept kept) {
    if (kept.copy == null) {
      Attempt.errno(() -> kernel.close(kept.fd));
    } else {
      kernel.dup3(kept.copy, kept.fd, PipeFlags.NONE);
      kernel.close(kept.copy);
    }
  }

  /**
   * Carries out one.
   *
   * @param fd the descriptor, null for a new one
   */
  private void carryOut(Redirection redirection, @Nullable Fd fd, String target) {
    String operator = redirection.operator();
    if (operator.endsWith("&") && target.equals("-")) {
      Attempt.errno(() -> kernel.close(new Fd(fd == null ? redirection.fd() : fd.number())));
      return;
    }
    boolean copies = operator.endsWith("&");
    Fd from = copies ? descriptor(operator, target) : open(operator, target);
    if (fd == null) {
      Fd made = kernel.fcntlDupfdCloexec(from, OWN);
      kernel.fcntlSetfd(made, FdFlags.NONE);
      shell.variables().assign(String.valueOf(redirection.variable()), String.valueOf(made));
    } else if (!from.equals(fd)) {
      kernel.dup3(from, fd, PipeFlags.NONE);
    } else if (copies) {
      kernel.fcntlSetfd(fd, FdFlags.NONE);
      return;
    }
    if (!copies && !from.equals(fd)) {
      kernel.close(from);
    }
  }

  private static Fd descriptor(String operator, String target) {
    if (!target.matches("[0-9]+")) {
      throw new Syntax.Unsupported(operator + target);
    }
    return new Fd(Integer.parseInt(target));
  }

  private Fd open(String operator, String target) {
    return switch (operator) {
      case "<" -> kernel.openat(Fd.AT_FDCWD, target, OpenFlags.O_RDONLY, Mode.NONE);
      case ">", ">|" -> kernel.openat(Fd.AT_FDCWD, target, CREATE.or(OpenFlags.O_TRUNC), NEW_FILE);
      case ">>" -> kernel.openat(Fd.AT_FDCWD, target, CREATE.or(OpenFlags.O_APPEND), NEW_FILE);
      case "<>" ->
          kernel.openat(Fd.AT_FDCWD, target, OpenFlags.O_RDWR.or(OpenFlags.O_CREAT), NEW_FILE);
      case "<<" -> document(target);
      default -> throw new Syntax.Unsupported(operator);
    };
  }

  /** A pipe with all of a text in it. */
  private Fd document(String text) {
    byte[] bytes = OsStrings.encode(text);
    if (bytes.length > PIPE_CAPACITY) {
      throw new Syntax.Unsupported("a here-document of " + bytes.length + " bytes");
    }
    Pipe pipe = kernel.pipe2(PipeFlags.NONE);
    kernel.writeAll(pipe.writeEnd(), bytes);
    kernel.close(pipe.writeEnd());
    return pipe.readEnd();
  }

  private String complaint(String operator, String target, Errno errno) {
    if (shell.dialect() == Dialect.BASH || operator.endsWith("&")) {
      return target + ": " + errno.description();
    }
    boolean makes = operator.startsWith(">");
    boolean missing = errno.equals(Errno.ENOENT);
    String why = missing ? makes ? "Directory nonexistent" : "No such file" : errno.description();
    return "cannot " + (makes ? "create " : "open ") + target + ": " + why;
  }
}
