package org.ctrtool.sim.task;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.SignalSet;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;

/** What a descriptor of signalfd(2) does: it hands the pending signals to whoever reads. */
final class SignalFile implements FileOperations {
  private static final int SIZE = 128;

  private final SignalSet set;

  SignalFile(SignalSet set) {
    this.set = set;
  }

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    Refuse.when(limit < SIZE, TaskRule.BUFFER_TOO_SMALL_FOR_A_SIGNAL);
    Task reader = (Task) caller;
    if (reader.signals().first(set) == null) {
      Refuse.when(file.isNonBlocking(), FdRule.WOULD_BLOCK);
      reader.await("a signal", () -> reader.signals().first(set) != null);
    }
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int i = 0; i < limit / SIZE; i++) {
      Signals.Pending next = reader.signals().take(set);
      if (next == null) {
        break;
      }
      read.writeBytes(image(next));
    }
    return read.toByteArray();
  }

  /** {@code struct signalfd_siginfo}: signal, sender and its user; other fields are 0. */
  private static byte[] image(Signals.Pending signal) {
    ByteBuffer image = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0, signal.signal().number());
    image.putInt(8, signal.code());
    image.putInt(12, signal.sender());
    image.putInt(16, (int) signal.senderUser());
    image.putInt(40, signal.status());
    return image.array();
  }

  @Override
  public boolean hasOffset() {
    return false;
  }

  @Override
  public long end(OpenFile file) {
    throw new Refusal(FdRule.HAS_NO_OFFSET);
  }

  /** What is ready for whoever asks: each task sees its own signals. */
  PollEvents pollFor(Task task) {
    return task.signals().first(set) == null ? PollEvents.NONE : PollEvents.POLLIN;
  }
}
