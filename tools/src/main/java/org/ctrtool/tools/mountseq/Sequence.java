package org.ctrtool.tools.mountseq;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Stat;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.mountseq.Resolver.Entry;
import org.ctrtool.tools.mountseq.Resolver.Links;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.IgnoredSignals;
import org.jspecify.annotations.Nullable;

/** Carries out operations, one after the other. */
final class Sequence {
  private static final Mode PRIVATE_DIRECTORY = new Mode(0700);
  private static final Mode FILE = new Mode(0644);
  private static final String NAME = "ctrtool mount_seq";

  private final Kernel kernel;
  private final Invocation invocation;
  private final MountSeq.Request request;
  private final Resolver resolver;
  private int done;
  private boolean incomplete;

  Sequence(Kernel kernel, Invocation invocation, MountSeq.Request request) {
    this.kernel = kernel;
    this.invocation = invocation;
    this.request = request;
    this.resolver = new Resolver(kernel);
  }

  /** Returns the exit status. */
  int run() {
    for (Operation operation : request.operations) {
      if (!carryOut(operation)) {
        return MountSeq.STOPPED;
      }
    }
    if (request.executes) {
      kernel.doing("executing " + OsStrings.quoted(request.command.get(0)));
      kernel.become(
          new Ending(NAME, MountSeq.STOPPED),
          last ->
              last.execvpe(
                  request.command.get(0),
                  request.command,
                  invocation.environment(),
                  invocation.searchPath()));
    }
    return incomplete ? MountSeq.INCOMPLETE : 0;
  }

  /** Returns whether to go on. */
  private boolean carryOut(Operation operation) {
    kernel.doing(operation.toString());
    Attempt<String> attempt = Attempt.of(() -> perform(operation));
    boolean mustStop = !operation.keepGoing || resolver.isChecking();
    resolver.closeAll();
    String failure = failure(operation, attempt, mustStop);
    if (failure == null) {
      done++;
    } else {
      Output.message(kernel, failure);
      if (mustStop) {
        return false;
      }
      incomplete = true;
    }
    if (operation.sync) {
      kernel.sync();
    }
    return true;
  }

  private @Nullable String failure(Operation operation, Attempt<String> attempt, boolean stop) {
    KernelException refusal = attempt.refusal();
    String complaint = attempt.value();
    if (refusal == null && complaint == null) {
      return null;
    }
    String which =
        operation
            + (stop ? ", stopped with " : ", going on with ")
            + done
            + " of "
            + request.operations.size()
            + " done";
    return refusal == null
        ? NAME + ": " + which + ": " + complaint + "\n"
        : new Ending(NAME, MountSeq.STOPPED).message(which, refusal);
  }

  /** Returns what went wrong if it was no refused call. */
  private @Nullable String perform(Operation operation) {
    switch (operation.kind) {
      case MOUNT -> new Mounting(kernel, resolver, operation).perform();
      case MKDIR -> makeDirectory(operation);
      case UMOUNT -> unmount(operation);
      case SYMLINK -> makeLink(operation);
      case CHDIR -> changeDirectory(operation);
      case SHELL -> {
        return shell(operation.operand);
      }
      case WRITE -> {
        return write(operation);
      }
    }
    return null;
  }

  private static Links links(Operation operation) {
    return Links.of(operation.followTarget, operation.magicLinks);
  }

  private void makeDirectory(Operation operation) {
    Entry entry = resolver.entry(operation.operand, links(operation));
    Attempt<Void> made =
        Attempt.of(
            () -> {
              kernel.mkdirat(entry.directory(), entry.name(), PRIVATE_DIRECTORY);
              return null;
            });
    if (made.refusal() != null) {
      toleratesExisting(operation, entry, made.refusal());
    } else if (operation.mode != null) {
      setMode(entry, operation.mode);
    }
  }

  private void toleratesExisting(Operation operation, Entry entry, KernelException refusal) {
    boolean exists = refusal.errno().equals(Errno.EEXIST);
    if (exists) {
      resolver.refuseLink(entry, links(operation));
    }
    if (!exists || !operation.existingIsFine()) {
      throw refusal;
    }
  }

  /** Of a directory just made, which its owner may be unable to read. */
  private void setMode(Entry entry, Mode mode) {
    OpenFlags itself = OpenFlags.O_DIRECTORY.or(OpenFlags.O_NOFOLLOW).or(OpenFlags.O_CLOEXEC);
    Attempt<Fd> opened =
        Attempt.of(() -> kernel.openat(entry.directory(), entry.name(), itself, Mode.NONE));
    if (opened.refusal() == null) {
      kernel.fchmod(resolver.keep(opened.orThrow()), mode);
      return;
    }
    Fd place =
        resolver.keep(
            kernel.openat(entry.directory(), entry.name(), itself.or(OpenFlags.O_PATH), Mode.NONE));
    String path = resolver.pathOf(place);
    if (path == null) {
      throw opened.refusal();
    }
    kernel.fchmodat(Fd.AT_FDCWD, path, mode);
  }

  private void unmount(Operation operation) {
    Links links = links(operation);
    UmountFlags flags = operation.umountFlags();
    if (links == Links.FOLLOW) {
      kernel.umount2(operation.operand, flags);
      return;
    }
    Entry entry = resolver.entry(mountPoint(operation.operand, links), links);
    resolver.requireNoLink(entry);
    // Not through a descriptor of the mount itself: that would keep it busy.
    UmountFlags itself = flags.or(UmountFlags.UMOUNT_NOFOLLOW);
    if (entry.directory().equals(Fd.AT_FDCWD)) {
      kernel.umount2(entry.name(), itself);
      return;
    }
    resolver.withPath(entry.directory(), path -> kernel.umount2(path + "/" + entry.name(), itself));
  }

  /**
   * The same place without {@code .} and {@code ..} at the end, which would be looked up below the
   * mount and keep it busy. Where there are no links, as is made sure of, {@code a/b/..} is {@code
   * a}.
   */
  private String mountPoint(String path, Links links) {
    String name = DotPaths.withoutDots(path);
    if (links == Links.REFUSE && !name.equals(path)) {
      resolver.place(path, links, OpenFlags.O_DIRECTORY);
      resolver.closeAll();
      return name;
    }
    return path;
  }

  private void makeLink(Operation operation) {
    Entry entry = resolver.entry(operation.operand, links(operation));
    String content = java.util.Objects.requireNonNull(operation.source);
    Attempt<Void> made =
        Attempt.of(
            () -> {
              kernel.symlinkat(content, entry.directory(), entry.name());
              return null;
            });
    if (made.refusal() != null) {
      if (made.refusal().errno().equals(Errno.EEXIST)) {
        resolver.refuseLink(entry, links(operation));
      }
      throw made.refusal();
    }
  }

  private void changeDirectory(Operation operation) {
    Links links = links(operation);
    if (links == Links.FOLLOW) {
      kernel.chdir(operation.operand);
    } else {
      kernel.fchdir(resolver.place(operation.operand, links, OpenFlags.O_DIRECTORY));
    }
  }

  private @Nullable String shell(String command) {
    // Ignored, it would lose the shell's exit status.
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    List<Signal> shells = keyboardSignals();
    disposition(kernel, shells, SignalDisposition.SIG_IGN);
    Pid shell =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, new Ending(NAME, Ending.NOT_FOUND)),
            child -> {
              child.doing("running the shell");
              disposition(child, shells, SignalDisposition.SIG_DFL);
              child.execve("/bin/sh", List.of("sh", "-c", command), invocation.environment());
            });
    WaitStatus end = Children.await(kernel, shell);
    disposition(kernel, shells, SignalDisposition.SIG_DFL);
    if (end.isKilled()) {
      return "killed by " + new Signal(end.status());
    }
    return end.status() == 0 ? null : "exit status " + end.status();
  }

  /** What is typed meanwhile is for the shell alone, as in system(3), unless nobody wants it. */
  private List<Signal> keyboardSignals() {
    SignalSet ignored = IgnoredSignals.now(kernel);
    List<Signal> wanted = new ArrayList<>();
    for (Signal signal : List.of(Signal.SIGINT, Signal.SIGQUIT)) {
      if (!ignored.has(signal)) {
        wanted.add(signal);
      }
    }
    return wanted;
  }

  private static void disposition(
      ChildKernel kernel, List<Signal> signals, SignalDisposition disposition) {
    for (Signal signal : signals) {
      kernel.sigaction(signal, disposition);
    }
  }

  private @Nullable String write(Operation operation) {
    Entry entry = resolver.entry(operation.operand, links(operation));
    OpenFlags flags =
        OpenFlags.O_WRONLY
            .or(OpenFlags.O_CREAT)
            .or(OpenFlags.O_NOFOLLOW)
            .or(OpenFlags.O_CLOEXEC)
            .or(OpenFlags.O_NOCTTY)
            .or(OpenFlags.O_NONBLOCK)
            .or(operation.exclusive ? OpenFlags.O_EXCL : OpenFlags.NONE)
            .or(operation.append ? OpenFlags.O_APPEND : OpenFlags.O_TRUNC);
    resolver.refuseLink(entry, links(operation));
    Fd file = kernel.openat(entry.directory(), entry.name(), flags, FILE);
    Attempt<String> attempt = Attempt.of(() -> fill(file, operation));
    if (attempt.refusal() != null) {
      resolver.keep(file);
      return attempt.orThrow();
    }
    kernel.close(file);
    return attempt.value();
  }

  private @Nullable String fill(Fd file, Operation operation) {
    Stat stat = kernel.fstatat(file, "", AtFlags.AT_EMPTY_PATH);
    if (!stat.mode().isRegular() && !isKernelsOwn(kernel.fstatfsType(file))) {
      return "not a regular file";
    }
    byte[] content =
        operation.source == null
            ? Escapes.bytes(java.util.Objects.requireNonNull(operation.escapedContent))
            : OsStrings.encode(operation.source);
    Output.write(kernel, file, content);
    if (operation.mode != null) {
      kernel.fchmod(file, operation.mode);
    }
    return null;
  }

  /** Whether this is the file system of /proc, /sys or a control group. */
  private static boolean isKernelsOwn(long type) {
    return type == 0x9FA0 || type == 0x62656572 || type == 0x63677270 || type == 0x27E0EB;
  }
}
