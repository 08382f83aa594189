package org.ctrtool.nativebackend.agent;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.tape.TapeException;
import org.ctrtool.api.tape.TapeWriter;
import org.ctrtool.nativebackend.NativeMachine;

/**
 * The process that speaks with the test: reads scripts from standard input, has them played and
 * writes what came of it to standard output, until the input ends. Each message has its length (32
 * bits) in front.
 */
public final class Relay {
  private static final Fd IN = new Fd(Channels.FIRST + 1);
  private static final Fd OUT = new Fd(Channels.FIRST + 2);
  private static final String NEXT = "/next";
  private static final int LARGEST_SCRIPT = 4 << 20;
  private static final int CHUNK = 256 * 1024;

  private final AgentKernel kernel;
  private final Channels channels;

  private Relay(AgentKernel kernel) {
    this.kernel = kernel;
    this.channels = new Channels(kernel);
  }

  /** Whether this is the hidden mode for tests: {@code ctrtool _agent}. */
  public static boolean isMeant(List<String> argv) {
    return argv.size() == 2 && argv.get(1).equals("_agent");
  }

  /** Serves until standard input ends. */
  public static int run() {
    AgentKernel kernel = new AgentKernel(new NativeMachine());
    int first = kernel.forked(CloneFlags.CLONE_NEWPID.or(CloneFlags.CLONE_NEWNS));
    if (first == 0) {
      new Relay(kernel).serve();
      return 0;
    }
    Pid child = new Pid(first);
    WaitStatus status = kernel.waitid(child, WaitFlags.WEXITED);
    return status.shellStatus();
  }

  private void serve() {
    kernel.prctlSetPdeathsig(Signal.SIGKILL);
    Channels.move(kernel, Fd.STDIN, IN);
    Channels.move(kernel, Fd.STDOUT, OUT);
    openNull(Fd.STDIN);
    openNull(Fd.STDOUT);
    openProc();
    Playground.enter(kernel, "/proc");
    kernel.mkdirat(AT_FDCWD, NEXT, new Mode(0755));
    channels.open();
    byte[] message = receive();
    while (message.length > 0) {
      play(Script.decode(message));
      message = receive();
    }
  }

  private void openNull(Fd expected) {
    Fd opened = kernel.openat(AT_FDCWD, "/dev/null", OpenFlags.O_RDWR, Mode.NONE);
    TapeException.unless(opened.equals(expected), "standard descriptors that were not open");
  }

  /** A proc file system of this PID namespace, in nobody's way. */
  private void openProc() {
    kernel.mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
    kernel.mount("proc", "/proc", "proc", MountFlags.NONE, null);
    OpenFlags directory = OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);
    Fd proc = kernel.openat(AT_FDCWD, "/proc", directory, Mode.NONE);
    Channels.move(kernel, proc, Symbols.PROC);
    kernel.umount2("/proc", UmountFlags.MNT_DETACH);
  }

  private void play(Script script) {
    Performance performance = new Performance(kernel, channels, script);
    int first = kernel.forked(CloneFlags.CLONE_NEWNS);
    if (first == 0) {
      becomeTask();
      kernel.exit(0);
    }
    Report report = performance.play(new Pid(first));
    send(report.encode());
    performance.end();
    if (performance.wasDisturbed()) {
      channels.open();
    }
  }

  private void becomeTask() {
    kernel.prctlSetPdeathsig(Signal.SIGKILL);
    kernel.dup3(Fd.STDIN, Fd.STDERR, PipeFlags.NONE);
    channels.closeEndsOfRelay();
    kernel.close(IN);
    kernel.close(OUT);
    Playground.enter(kernel, NEXT);
    new AgentTask(kernel, channels, 0).run();
  }

  /** The next message; empty at the end of the input. */
  private byte[] receive() {
    byte[] head = exactly(4);
    if (head.length < 4) {
      return new byte[0];
    }
    int length = 0;
    for (int i = 3; i >= 0; i--) {
      length = length << 8 | head[i] & 0xFF;
    }
    TapeException.unless(length > 0 && length <= LARGEST_SCRIPT, "a message of a strange size");
    return exactly(length);
  }

  private byte[] exactly(int length) {
    TapeWriter read = new TapeWriter();
    int missing = length;
    while (missing > 0) {
      byte[] part = kernel.read(IN, Math.min(missing, CHUNK));
      if (part.length == 0) {
        return new byte[0];
      }
      read.raw(part);
      missing -= part.length;
    }
    return read.toBytes();
  }

  private void send(byte[] message) {
    byte[] framed = new TapeWriter().bytes(message).toBytes();
    int sent = 0;
    while (sent < framed.length) {
      byte[] part = new byte[Math.min(CHUNK, framed.length - sent)];
      System.arraycopy(framed, sent, part, 0, part.length);
      sent += kernel.write(OUT, part);
    }
  }

  /** Whether a process still runs: neither gone nor dead and waited for by nobody. */
  static boolean isAlive(Kernel kernel, Pid process) {
    Attempt<String> status = Attempt.of(() -> contents(kernel, process.number() + "/stat"));
    if (status.refusal() != null) {
      return false;
    }
    String text = status.orThrow();
    int state = text.lastIndexOf(')') + 2;
    return state < text.length() && text.charAt(state) != 'Z' && text.charAt(state) != 'X';
  }

  /** A file of the proc file system. */
  static String contents(Kernel kernel, String path) {
    OpenFlags reading = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    Fd file = kernel.openat(Symbols.PROC, path, reading, Mode.NONE);
    TapeWriter read = new TapeWriter();
    byte[] part = kernel.read(file, CHUNK / 8);
    while (part.length > 0) {
      read.raw(part);
      part = kernel.read(file, CHUNK / 8);
    }
    kernel.close(file);
    return OsStrings.decode(read.toBytes());
  }
}
