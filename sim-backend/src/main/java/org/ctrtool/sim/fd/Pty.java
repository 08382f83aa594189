package org.ctrtool.sim.fd;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Termios;
import org.ctrtool.api.WindowSize;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/**
 * A pseudoterminal: a master, a slave, and the line discipline between them; see pty(7).
 *
 * <p>Of the line discipline there is: echo, lines, the end-of-file character, signal characters, CR
 * to NL on input and NL to CR-NL on output. Editing a line is not modelled.
 */
public final class Pty {
  /** Who is behind a controlling terminal; the session's side of job control. */
  public interface Foreground {
    /** Sends a signal to the foreground process group. */
    void signal(Signal signal);

    /** The master is closed: SIGHUP to the session's leader, SIGCONT to its foreground group. */
    void hangUp();

    /**
     * What a background process that reads gets: a signal, or EIO as a refusal; nothing in the
     * foreground.
     */
    void checkRead(FileCaller reader);
  }

  private static final int IFLAG = 0;
  private static final int OFLAG = 4;
  private static final int LFLAG = 12;
  private static final int VINTR = 17;
  private static final int VQUIT = 18;
  private static final int VERASE = 19;
  private static final int VKILL = 20;
  private static final int VEOF = 21;
  private static final int VSUSP = 27;
  private static final int ICRNL = 0x100;
  private static final int OPOST = 1;
  private static final int ONLCR = 4;
  private static final int ISIG = 1;
  private static final int ICANON = 2;
  private static final int ECHO = 8;
  private static final int BUFFER = 4096;

  private final int number;
  private final Location slave;
  private final Runnable onMasterClosed;
  private final Deque<Byte> toMaster = new ArrayDeque<>();
  private final Deque<Byte> toSlave = new ArrayDeque<>();
  private final Deque<Integer> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean locked = true;
  private boolean masterOpen = true;
  private int slaves;
  private boolean slaveWasOpen;
  private WindowSize size = new WindowSize(0, 0);
  private Termios settings = initialSettings();
  private @Nullable Foreground foreground;

  /**
   * A pair whose slave is locked.
   *
   * @param slave where the slave's node is
   * @param onMasterClosed removes that node
   */
  public Pty(int number, Location slave, Runnable onMasterClosed) {
    this.number = number;
    this.slave = slave;
    this.onMasterClosed = onMasterClosed;
  }

  private static Termios initialSettings() {
    byte[] image = new byte[Termios.SIZE];
    byte[] flags = {0, 5, 0, 0, 5, 0, 0, 0, (byte) 0xBF, 0, 0, 0, 0x3B, (byte) 0x8A, 0, 0};
    byte[] characters = {3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0};
    System.arraycopy(flags, 0, image, 0, flags.length);
    System.arraycopy(characters, 0, image, VINTR, characters.length);
    return new Termios(image);
  }

  /** The number of the slave, as TIOCGPTN tells it. */
  public int number() {
    return number;
  }

  /** Where the slave's node is, or was. */
  public Location slave() {
    return slave;
  }

  /** Locks or unlocks the slave. */
  public void setLocked(boolean locked) {
    this.locked = locked;
  }

  /** The window size, which both sides share. */
  public WindowSize size() {
    return size;
  }

  /** Sets the window size; a change sends SIGWINCH to the foreground group. */
  public void setSize(WindowSize newSize) {
    boolean changed = !newSize.equals(size);
    size = newSize;
    if (changed && foreground != null) {
      foreground.signal(Signal.SIGWINCH);
    }
  }

  /** The settings of the line discipline. */
  public Termios settings() {
    return settings;
  }

  /** Sets the line discipline. */
  public void setSettings(Termios settings) {
    this.settings = settings;
  }

  /** The session this is the controlling terminal of; null if of none. */
  public @Nullable Foreground foreground() {
    return foreground;
  }

  /** Becomes the controlling terminal of a session, or of none. */
  public void setForeground(@Nullable Foreground foreground) {
    this.foreground = foreground;
  }

  private boolean has(int word, int flag) {
    byte[] image = settings.image();
    return ((image[word] & 0xFF | (image[word + 1] & 0xFF) << 8) & flag) != 0;
  }

  private boolean is(int character, byte value) {
    byte special = settings.image()[character];
    return special != 0 && special == value;
  }

  /** The master's side of a pair that has just been made. */
  public FileOperations openMaster() {
    return new Master();
  }

  /**
   * Opens the slave.
   *
   * @throws Refusal EIO while it is locked or once the master is closed
   */
  public FileOperations openSlave() {
    Refuse.unless(masterOpen, FileRule.MASTER_IS_GONE);
    Refuse.when(locked, FileRule.SLAVE_IS_LOCKED);
    slaves++;
    slaveWasOpen = true;
    return new Slave();
  }

  /** Either side of a pseudoterminal. */
  public abstract class Side implements FileOperations {
    /** The pair. */
    public Pty pty() {
      return Pty.this;
    }

    /** Whether this is the master's side. */
    public abstract boolean isMaster();

    @Override
    public boolean hasOffset() {
      return false;
    }
  }

  private final class Master extends Side {
    @Override
    public boolean isMaster() {
      return true;
    }

    private boolean slaveIsGone() {
      return slaveWasOpen && slaves == 0;
    }

    @Override
    public byte[] read(OpenFile file, FileCaller caller, int limit) {
      if (toMaster.isEmpty() && !slaveIsGone()) {
        Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
        caller.waiting().await("output on a terminal", () -> !toMaster.isEmpty() || slaveIsGone());
      }
      Refuse.when(toMaster.isEmpty(), FileRule.MASTER_IS_GONE);
      return take(toMaster, limit);
    }

    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      for (byte each : data) {
        input(each);
      }
      return data.length;
    }

    @Override
    public PollEvents poll(OpenFile file) {
      PollEvents ready =
          toMaster.isEmpty() ? PollEvents.POLLOUT : PollEvents.POLLOUT.or(PollEvents.POLLIN);
      return slaveIsGone() ? ready.or(PollEvents.POLLHUP) : ready;
    }

    @Override
    public void release(OpenFile file) {
      masterOpen = false;
      if (foreground != null) {
        foreground.hangUp();
      }
      onMasterClosed.run();
    }
  }

  private void input(byte typed) {
    byte value = typed == '\r' && has(IFLAG, ICRNL) ? (byte) '\n' : typed;
    if (has(LFLAG, ISIG)) {
      Signal signal =
          is(VINTR, value)
              ? Signal.SIGINT
              : is(VQUIT, value) ? Signal.SIGQUIT : is(VSUSP, value) ? Signal.SIGTSTP : null;
      if (signal != null) {
        echo(value);
        if (foreground != null) {
          foreground.signal(signal);
        }
        return;
      }
    }
    if (!has(LFLAG, ICANON)) {
      echo(value);
      toSlave.add(value);
      return;
    }
    if (is(VERASE, value) || is(VKILL, value)) {
      throw new NotModelled("editing a line on a terminal");
    }
    if (!is(VEOF, value)) {
      echo(value);
      line.write(value);
    }
    if (value == '\n' || is(VEOF, value)) {
      for (byte each : line.toByteArray()) {
        toSlave.add(each);
      }
      lines.add(line.size());
      line.reset();
    }
  }

  private void echo(byte value) {
    if (!has(LFLAG, ECHO)) {
      return;
    }
    if (value < ' ' && value >= 0 && value != '\n' && value != '\t') {
      output((byte) '^');
      output((byte) (value + 0x40));
    } else {
      output(value);
    }
  }

  private void output(byte value) {
    if (value == '\n' && has(OFLAG, OPOST) && has(OFLAG, ONLCR)) {
      toMaster.add((byte) '\r');
    }
    toMaster.add(value);
  }

  private static byte[] take(Deque<Byte> from, int limit) {
    byte[] data = new byte[Math.min(limit, from.size())];
    for (int i = 0; i < data.length; i++) {
      data[i] = from.remove();
    }
    return data;
  }

  private final class Slave extends Side {
    @Override
    public boolean isMaster() {
      return false;
    }

    private boolean isReady() {
      return !toSlave.isEmpty() || !lines.isEmpty() || !masterOpen;
    }

    @Override
    public byte[] read(OpenFile file, FileCaller caller, int limit) {
      if (foreground != null) {
        foreground.checkRead(caller);
      }
      if (!isReady()) {
        Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
        caller.waiting().await("input on a terminal", this::isReady);
      }
      if (lines.isEmpty()) {
        return take(toSlave, limit);
      }
      int length = lines.remove();
      byte[] data = take(toSlave, Math.min(length, limit));
      if (data.length < length) {
        lines.addFirst(length - data.length);
      }
      return data;
    }

    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      int done = 0;
      while (done < data.length) {
        Refuse.unless(masterOpen, FileRule.MASTER_IS_GONE);
        if (toMaster.size() >= BUFFER) {
          if (file.isNonBlocking()) {
            Refuse.when(done == 0, FdRule.WOULD_BLOCK);
            return done;
          }
          caller
              .waiting()
              .await("room on a terminal", () -> toMaster.size() < BUFFER || !masterOpen);
          continue;
        }
        output(data[done]);
        done++;
      }
      Refuse.unless(masterOpen, FileRule.MASTER_IS_GONE);
      return done;
    }

    @Override
    public PollEvents poll(OpenFile file) {
      PollEvents ready = isReady() ? PollEvents.POLLIN : PollEvents.NONE;
      ready = toMaster.size() < BUFFER || !masterOpen ? ready.or(PollEvents.POLLOUT) : ready;
      return masterOpen ? ready : ready.or(PollEvents.POLLHUP).or(PollEvents.POLLERR);
    }

    @Override
    public void release(OpenFile file) {
      slaves--;
    }
  }
}
