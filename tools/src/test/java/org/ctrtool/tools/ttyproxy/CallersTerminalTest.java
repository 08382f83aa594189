package org.ctrtool.tools.ttyproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WindowSize;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.tools.OnSim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session whose terminal is relayed, on a simulated host: the test is who sits before it. */
class CallersTerminalTest {
  private static final OpenFlags TERMINAL = OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY);

  private final OnSim sim = new OnSim(SimHost.with());
  private final SimKernel host = sim.host();
  private final Fd master = terminal();
  private final Fd slave = host.ioctlTiocgptpeer(master, TERMINAL);
  private final Termios before = host.ioctlTcgets(slave);

  private Fd terminal() {
    Fd made = host.openat(Fd.AT_FDCWD, "/dev/ptmx", TERMINAL.or(OpenFlags.O_NONBLOCK), Mode.NONE);
    host.ioctlTiocsptlck(made, new IntCell(0));
    host.ioctlTiocswinsz(made, new WindowSize(30, 90));
    return made;
  }

  @AfterEach
  void switchOff() {
    sim.close();
  }

  /** The proxy of a session of its own, on the terminal. */
  private Pid proxy(String... argv) {
    Pid proxy =
        host.clone(
            new CloneRequest(CloneFlags.NONE, new Ending("proxy", 1)),
            child -> {
              child.setsid();
              child.ioctlTiocsctty(slave, 0);
              for (Fd fd : List.of(Fd.STDIN, Fd.STDOUT, Fd.STDERR)) {
                child.dup3(slave, fd, PipeFlags.NONE);
              }
              child.close(master);
              child.close(slave);
              sim.become((Kernel) child, argv);
            });
    host.settle();
    return proxy;
  }

  private void type(String text) {
    host.writeAll(master, OsStrings.encode(text));
    host.settle();
  }

  private String shown() {
    Attempt<byte[]> read = Attempt.of(() -> host.read(master, 1000));
    return read.value() == null ? "" : OsStrings.decode(read.value());
  }

  private int status(Pid proxy) {
    return host.waitid(proxy, WaitFlags.WEXITED).shellStatus();
  }

  @Test
  void itIsRawWhileTheProgramRunsAndThenWhatItWas() {
    sim.looking(program -> sim.note(OsStrings.decode(program.read(Fd.STDIN, 100))));
    Pid proxy = proxy("tty_proxy", "look");

    assertThat(host.ioctlTcgets(slave)).isEqualTo(before.raw()).isNotEqualTo(before);
    type("hello\r");

    assertThat(status(proxy)).isEqualTo(7);
    assertThat(host.ioctlTcgets(slave)).isEqualTo(before);
    assertThat(sim.seen()).startsWith("hello\n");
    assertThat(shown()).as("one echo, of the program's terminal").isEqualTo("hello\r\n");
  }

  @Test
  void itsSizeIsTheProgramsAlsoWhenItChanges() {
    sim.looking(
        program -> {
          sim.note("" + program.ioctlTiocgwinsz(Fd.STDIN));
          program.read(Fd.STDIN, 100);
          sim.note("" + program.ioctlTiocgwinsz(Fd.STDIN));
        });
    Pid proxy = proxy("tty_proxy", "-h", "7", "look");

    host.ioctlTiocswinsz(master, new WindowSize(50, 120));
    host.settle();
    type("\r");

    assertThat(status(proxy)).isEqualTo(7);
    assertThat(sim.seen()).startsWith("" + new WindowSize(7, 90), "" + new WindowSize(7, 120));
  }

  @Test
  void theKeyThatInterruptsIsForTheProgramAndNotForTheProxy() {
    sim.looking(program -> program.read(Fd.STDIN, 100));
    Pid proxy = proxy("tty_proxy", "look");

    type("\u0003");

    assertThat(status(proxy)).isEqualTo(128 + 2);
    assertThat(host.ioctlTcgets(slave)).isEqualTo(before);
  }

  @Test
  void aSignalThatEndsTheProxyLeavesTheTerminalAsItWas() {
    sim.looking(
        program -> {
          program.sigaction(Signal.SIGTERM, SignalDisposition.SIG_IGN);
          program.ppoll(List.of(), new Timespec(100, 0));
        });
    Pid proxy = proxy("tty_proxy", "look");

    host.kill(proxy, Signal.SIGTERM);

    assertThat(status(proxy)).isEqualTo(128 + 15);
    assertThat(host.clockGettime(1).seconds()).as("the time to end by itself").isEqualTo(5);
    assertThat(host.ioctlTcgets(slave)).isEqualTo(before);
  }
}
