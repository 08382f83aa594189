package org.ctrtool.sim.fd;

import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Termios;
import org.ctrtool.api.WindowSize;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.path.FileCaller;

/** The ioctl(2) operations on pseudoterminals that are not about sessions; see ioctl_tty(2). */
public final class TerminalCalls {
  private static final OpenFlags LARGE_FILE = new OpenFlags(0x8000);

  private TerminalCalls() {}

  /**
   * Which side of which pair a descriptor is.
   *
   * @throws Refusal EBADF if it is not open, ENOTTY if it is no terminal
   */
  public static Pty.Side side(FileCaller caller, Fd fd) {
    Pty.Side side = caller.descriptors().require(fd).operations(Pty.Side.class);
    if (side == null) {
      throw new Refusal(FileRule.NOT_A_TERMINAL);
    }
    return side;
  }

  private static Pty ofMaster(FileCaller caller, Fd fd) {
    Pty.Side side = side(caller, fd);
    Refuse.unless(side.isMaster(), FileRule.NOT_A_TERMINAL);
    return side.pty();
  }

  /** The window size; TIOCGWINSZ. */
  public static WindowSize tiocgwinsz(FileCaller caller, Fd terminal) {
    return side(caller, terminal).pty().size();
  }

  /** Sets the window size; TIOCSWINSZ. */
  public static void tiocswinsz(FileCaller caller, Fd terminal, WindowSize size) {
    side(caller, terminal).pty().setSize(size);
  }

  /** The settings; TCGETS. */
  public static Termios tcgets(FileCaller caller, Fd terminal) {
    return side(caller, terminal).pty().settings();
  }

  /** Sets the settings; TCSETS. */
  public static void tcsets(FileCaller caller, Fd terminal, Termios settings) {
    side(caller, terminal).pty().setSettings(settings);
  }

  /** The number of the slave; TIOCGPTN. */
  public static int tiocgptn(FileCaller caller, Fd master) {
    return ofMaster(caller, master).number();
  }

  /** Locks or unlocks the slave; TIOCSPTLCK. */
  public static void tiocsptlck(FileCaller caller, Fd master, int lock) {
    ofMaster(caller, master).setLocked(lock != 0);
  }

  /** Opens the slave without a path; TIOCGPTPEER. */
  public static Fd tiocgptpeer(FileCaller caller, Fd master, OpenFlags flags) {
    Pty pty = ofMaster(caller, master);
    FdTable table = caller.descriptors();
    table.lowestFree(0, caller.descriptorLimit());
    OpenFile file = new OpenFile(pty.slave(), flags.or(LARGE_FILE), caller.credentials());
    file.opened(pty.openSlave());
    file.setPayload(pty);
    if (!flags.has(OpenFlags.O_NOCTTY) && file.isForReading()) {
      caller.terminalOpened(pty);
    }
    return table.install(file, flags.has(OpenFlags.O_CLOEXEC), caller.descriptorLimit());
  }
}
