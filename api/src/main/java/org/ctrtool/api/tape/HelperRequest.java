package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.SignalSet;

/**
 * What a process that cannot run a sequence itself asks of a helper process: a tape, and how to
 * play it.
 *
 * <p>The binary form: {@code "CTRH"}, a version (16 bits), the fields in their order, the tape; as
 * with {@link Tape}, a reader checks every field.
 *
 * @param mode where the tape is played
 * @param ending how the playing process ends if a call is refused
 * @param flags of the clone(2) that makes the playing process, for {@link Mode#CLONE}
 * @param numbers process IDs of that process, for {@link Mode#CLONE}
 * @param namespaces which ones to enter first, for {@link Mode#OPEN}
 * @param wanted the descriptor to send back, for {@link Mode#OPEN}; usually a register of the tape
 * @param traced whether each call is shown on standard error
 * @param surroundings what to put back before anything else
 * @param tape the sequence
 */
public record HelperRequest(
    Mode mode,
    Ending ending,
    CloneFlags flags,
    List<Pid> numbers,
    NamespaceEntry namespaces,
    Fd wanted,
    boolean traced,
    Surroundings surroundings,
    Tape tape) {
  /** Where a tape is played. */
  public enum Mode {
    /** In the helper itself. */
    PLAY,
    /** In a new task, a sibling of the helper; the helper reports its process ID and ends. */
    CLONE,
    /** In the helper, which then sends a descriptor to whoever reads the reports. */
    OPEN
  }

  /** What the helper is called: its argument 0, or its first argument. */
  public static final String COMMAND = "_ctrtool_helper";

  private static final int VERSION = 1;
  private static final int NOBODY = -1;
  private static final byte[] MAGIC = {'C', 'T', 'R', 'H'};

  /** The binary form. */
  public byte[] encode() {
    TapeWriter out = new TapeWriter();
    out.raw(MAGIC).u16(VERSION);
    out.u8(mode.ordinal()).text(ending.name()).u32(ending.status());
    out.u32(ending.told() == null ? NOBODY : ending.told().number()).u64(flags.bits());
    out.u32(numbers.size());
    for (Pid number : numbers) {
      out.u32(number.number());
    }
    out.u32(namespaces.steps().size());
    for (NamespaceEntry.Step step : namespaces.steps()) {
      out.u32(step.namespace().number()).u64(step.types().bits());
    }
    out.u32(wanted.number()).u8(traced ? 1 : 0);
    out.u64(surroundings.mask().bits()).u64(surroundings.ignored().bits());
    out.u64(surroundings.softDescriptorLimit());
    write(surroundings.open(), out);
    write(surroundings.closeOnExec(), out);
    return out.bytes(tape.encode()).toBytes();
  }

  /**
   * Reads the binary form.
   *
   * @throws TapeException if it is not a request of this version, or damaged
   */
  public static HelperRequest decode(byte[] bytes) {
    TapeReader in = new TapeReader(bytes);
    for (byte each : MAGIC) {
      TapeException.unless(in.u8() == each, "no request");
    }
    TapeException.unless(in.u16() == VERSION, "a request of another version");
    int mode = in.u8();
    TapeException.unless(mode < Mode.values().length, "an unknown mode");
    Ending ending = readEnding(in);
    CloneFlags flags = new CloneFlags(in.u64());
    List<Pid> numbers = new ArrayList<>();
    int children = count(in, bytes);
    for (int i = 0; i < children; i++) {
      numbers.add(new Pid(in.u32()));
    }
    List<NamespaceEntry.Step> namespaces = new ArrayList<>();
    int count = count(in, bytes);
    for (int i = 0; i < count; i++) {
      namespaces.add(new NamespaceEntry.Step(new Fd(in.u32()), new SetnsTypes(in.u64())));
    }
    Fd wanted = new Fd(in.u32());
    boolean traced = in.u8() != 0;
    SignalSet mask = new SignalSet(in.u64());
    SignalSet ignored = new SignalSet(in.u64());
    long limit = in.u64();
    List<Fd> open = readDescriptors(in, bytes);
    Surroundings surroundings =
        new Surroundings(mask, ignored, limit, open, readDescriptors(in, bytes));
    Tape tape = Tape.decode(in.bytes());
    in.expectEnd();
    return new HelperRequest(
        Mode.values()[mode],
        ending,
        flags,
        numbers,
        new NamespaceEntry(namespaces),
        wanted,
        traced,
        surroundings,
        tape);
  }

  private static Ending readEnding(TapeReader in) {
    String name = in.text();
    int status = in.u32();
    int told = in.u32();
    return new Ending(name, status, told == NOBODY ? null : new Fd(told));
  }

  private static void write(List<Fd> descriptors, TapeWriter out) {
    out.u32(descriptors.size());
    for (Fd each : descriptors) {
      out.u32(each.number());
    }
  }

  private static List<Fd> readDescriptors(TapeReader in, byte[] bytes) {
    List<Fd> descriptors = new ArrayList<>();
    int count = count(in, bytes);
    int before = -1;
    for (int i = 0; i < count; i++) {
      int number = in.u32();
      TapeException.unless(number > before, "descriptors out of order");
      descriptors.add(new Fd(number));
      before = number;
    }
    return descriptors;
  }

  private static int count(TapeReader in, byte[] bytes) {
    int count = in.u32();
    TapeException.unless(count >= 0 && count <= bytes.length, "a list beyond the end");
    return count;
  }
}
