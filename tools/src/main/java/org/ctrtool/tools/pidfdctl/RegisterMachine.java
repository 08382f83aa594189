package org.ctrtool.tools.pidfdctl;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Stat;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.descriptors.ProcessDescriptor;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;

/** Carries out operations, one after the other. */
final class RegisterMachine {
  /** {@code NSFS_MAGIC} of include/uapi/linux/magic.h. */
  private static final long NAMESPACES = 0x6E736673L;

  /** {@code SOCKFS_MAGIC}. */
  private static final long SOCKETS = 0x534F434BL;

  private final Kernel kernel;
  private final Variables variables;
  private final Ending ending;
  private final Registers registers;
  private boolean ignoresChildren;

  RegisterMachine(Kernel kernel, Variables variables, Ending ending) {
    this.kernel = kernel;
    this.variables = variables;
    this.ending = ending;
    this.registers = new Registers(kernel);
  }

  /** Carries out one operation. */
  void perform(Operation operation) {
    switch (operation) {
      case Operation.Load load ->
          registers.load(load.register(), load.spec().take(kernel, variables));
      case Operation.Open open -> open(open.process());
      case Operation.Start start -> start(start.command());
      case Operation.Fetch fetch -> fetch(fetch.number());
      case Operation.Ask ask -> ask(ask.question());
      case Operation.PrintOwner print -> printOwner();
      case Operation.Exchange exchange -> registers.exchange(exchange.one(), exchange.other());
      case Operation.Export export ->
          variables.set(export.variable(), registers.export(export.register()).toString());
      case Operation.Send send -> send(send.signal());
      case Operation.Await await -> await();
      case Operation.Touch touch -> touch(touch.path());
      case Operation.IgnoreChildren ignore -> ignoreChildren();
    }
  }

  private void open(Pid process) {
    kernel.doing("opening a process");
    Pid meant = process.number() == 0 ? kernel.getpid() : process;
    registers.put(Operation.PROCESS, kernel.pidfdOpen(meant));
  }

  /**
   * The child's number cannot be taken by another process before its descriptor is open: until
   * somebody waits for it, an ended child keeps it, unless SIGCHLD is ignored.
   */
  private void start(String command) {
    kernel.doing("starting a command");
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    boolean ignoring = ignoresChildren;
    Variables now = Variables.of(variables.environment());
    Pid child =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, new Ending(ending.name(), Ending.NOT_FOUND)),
            last -> {
              if (ignoring) {
                last.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
              }
              Programs.execute(last, List.of("/bin/sh", "-c", command), now);
            });
    registers.put(Operation.PROCESS, kernel.pidfdOpen(child));
    if (ignoring) {
      kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
      kernel.waitid(child, WaitFlags.WEXITED.or(WaitFlags.WNOHANG));
    }
  }

  private void fetch(int number) {
    kernel.doing("copying a descriptor");
    registers.put(Operation.SUBJECT, kernel.pidfdGetfd(registers.get(Operation.PROCESS), number));
  }

  private void ask(Operation.Question question) {
    Fd subject = registers.get(Operation.SUBJECT);
    boolean socket = question == Operation.Question.SOCKET_NETWORK;
    if (socket) {
      requireKind(subject, SOCKETS, Errno.ENOTSOCK, "socket");
    } else {
      requireKind(subject, NAMESPACES, Errno.ENOTTY, "namespace");
    }
    kernel.doing("asking a " + (socket ? "socket" : "namespace"));
    registers.put(
        Operation.ANSWER,
        switch (question) {
          case SOCKET_NETWORK -> kernel.ioctlSiocgskns(subject);
          case OWNER -> kernel.ioctlNsGetUserns(subject);
          case PARENT -> kernel.ioctlNsGetParent(subject);
        });
  }

  private void printOwner() {
    Fd subject = registers.get(Operation.SUBJECT);
    requireKind(subject, NAMESPACES, Errno.ENOTTY, "namespace");
    kernel.doing("printing the owner");
    Output.print(kernel, kernel.ioctlNsGetOwnerUid(subject) + "\n");
  }

  /** The number of a question may mean something else to a file of another kind. */
  private void requireKind(Fd subject, long kind, Errno errno, String name) {
    kernel.doing("looking at a descriptor");
    if (kernel.fstatfsType(subject) != kind) {
      throw new KernelException(errno, "descriptor " + subject + " is no " + name);
    }
  }

  private void send(Signal signal) {
    kernel.doing("sending a signal");
    kernel.pidfdSendSignal(registers.get(Operation.PROCESS), signal);
  }

  private void await() {
    kernel.doing("waiting for the end of a process");
    ProcessDescriptor.awaitEnd(kernel, registers.get(Operation.PROCESS));
  }

  /** stat(2) itself does not mount; what stands behind a slash does. */
  private void touch(String path) {
    kernel.doing("looking at " + OsStrings.quoted(path));
    Stat stat = kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.NONE);
    if (stat.mode().isDirectory()) {
      kernel.fstatat(Fd.AT_FDCWD, path + "/", AtFlags.NONE);
    }
  }

  private void ignoreChildren() {
    kernel.doing("ignoring SIGCHLD");
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    ignoresChildren = true;
  }
}
