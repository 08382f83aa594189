package org.ctrtool.api.abi;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.tape.HelperReport;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pair of UNIX sockets over which a process tells another how a sequence went, and
 * hands over a descriptor; see sendmsg(2), unix(7).
 *
 * <p>A socket and not a pipe: descriptors can be sent, nobody is killed by a reader that went away,
 * and a message that goes to a wrong descriptor by the sequence's own doing is refused instead of
 * being written into a file.
 */
public final class ReportSocket {
  private static final int HEADER = 56;
  private static final int VECTOR = 16;
  private static final int CONTROL = 24;
  private static final int CONTROL_LENGTH = 20;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final long MSG_CTRUNC = 0x8;
  private static final long MSG_DONTWAIT = 0x40;
  private static final long MSG_NOSIGNAL = 0x4000;
  private static final long MSG_CMSG_CLOEXEC = 0x40000000;

  private final Machine machine;
  private final Fd socket;

  /**
   * What was received.
   *
   * @param report the message; null at the end: nobody has the other end any more
   * @param descriptor the descriptor that came with it, close-on-exec
   */
  public record Message(@Nullable HelperReport report, @Nullable Fd descriptor) {
    /**
     * The descriptor that was wanted.
     *
     * @param end how the process ended that was to send it; null if nobody knows
     * @throws KernelException if a call of the sequence was refused; ESRCH if the process ended
     *     before it could say anything
     */
    public Fd opened(@Nullable WaitStatus end) {
      if (report instanceof HelperReport.Opened && descriptor != null) {
        return descriptor;
      }
      if (report instanceof HelperReport.Failed failed) {
        throw failed.toException();
      }
      String how =
          end != null && end.isKilled()
              ? "killed by " + new Signal(end.status())
              : "without an answer";
      throw new KernelException(Errno.ESRCH, "the process that was to open it, " + how);
    }
  }

  /** Talks over {@code socket}. */
  public ReportSocket(Machine machine, Fd socket) {
    this.machine = machine;
    this.socket = socket;
  }

  /** Sends a message without ever waiting, to whoever listens: there may be nobody. */
  public void send(HelperReport report) {
    byte[] data = report.encode();
    long address = machine.allocate(data.length);
    machine.poke(address, data, 0, data.length);
    long flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    machine.call(number(44, 206), socket.number(), address, data.length, flags, 0, 0);
    machine.release(address);
  }

  /**
   * Sends the descriptor that was wanted.
   *
   * @throws KernelException if it cannot be sent
   */
  public void sendOpened(Fd descriptor) {
    byte[] data = new HelperReport.Opened().encode();
    long address = machine.allocate(HEADER + VECTOR + CONTROL + (long) data.length);
    Image control =
        new Image(CONTROL)
            .put(0, 8, CONTROL_LENGTH)
            .put(8, 4, SOL_SOCKET)
            .put(12, 4, SCM_RIGHTS)
            .put(16, 4, descriptor.number());
    machine.poke(address + HEADER + VECTOR, control.bytes(), 0, CONTROL);
    machine.poke(address + HEADER + VECTOR + CONTROL, data, 0, data.length);
    place(address, data.length);
    long result = machine.call(number(46, 211), socket.number(), address, MSG_NOSIGNAL, 0, 0, 0);
    machine.release(address);
    if (result < 0) {
      String call = "sendmsg(" + socket + ", SCM_RIGHTS [" + descriptor + "])";
      throw new KernelException(new Errno((int) -result), call);
    }
  }

  /**
   * Waits for a message, through interruptions.
   *
   * @throws KernelException if nothing can be received, or the descriptor got lost (EMFILE)
   */
  public Message receive() {
    int limit = HelperReport.LIMIT;
    long address = machine.allocate(HEADER + VECTOR + CONTROL + (long) limit);
    long result;
    do {
      machine.poke(address + HEADER + VECTOR, new byte[CONTROL], 0, CONTROL);
      place(address, limit);
      result = machine.call(number(47, 212), socket.number(), address, MSG_CMSG_CLOEXEC, 0, 0, 0);
    } while (result == -Errno.EINTR.number());
    byte[] all = new byte[HEADER + VECTOR + CONTROL + (int) Math.max(0, result)];
    machine.peek(address, all, 0, all.length);
    machine.release(address);
    if (result < 0) {
      throw new KernelException(new Errno((int) -result), "recvmsg(" + socket + ")");
    }
    return message(new Image(all), (int) result);
  }

  private Message message(Image image, int length) {
    if ((image.u32(48) & MSG_CTRUNC) != 0) {
      throw new KernelException(Errno.EMFILE, "recvmsg(" + socket + ")");
    }
    if (length == 0) {
      return new Message(null, null);
    }
    byte[] data = new byte[length];
    System.arraycopy(image.bytes(), HEADER + VECTOR + CONTROL, data, 0, length);
    boolean sent = image.u64(HEADER + VECTOR) == CONTROL_LENGTH && image.u64(40) >= CONTROL_LENGTH;
    Fd descriptor = sent ? new Fd(image.i32(HEADER + VECTOR + 16)) : null;
    return new Message(HelperReport.decode(data), descriptor);
  }

  /**
   * {@code struct msghdr} at {@code address}, its vector, control data and {@code length} bytes
   * behind it.
   */
  private void place(long address, int length) {
    Image header =
        new Image(HEADER + VECTOR)
            .put(16, 8, address + HEADER)
            .put(24, 8, 1)
            .put(32, 8, address + HEADER + VECTOR)
            .put(40, 8, CONTROL)
            .put(HEADER, 8, address + HEADER + VECTOR + CONTROL)
            .put(HEADER + 8, 8, length);
    machine.poke(address, header.bytes(), 0, HEADER + VECTOR);
  }

  private int number(int x86, int aarch64) {
    return machine.architecture().numberOf(x86, aarch64);
  }
}
