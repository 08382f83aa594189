package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;

/**
 * A straight line of calls.
 *
 * <p>The binary form: {@code "CTRT"}, a version (16 bits), the number of steps, then each step as a
 * length and a body; all numbers are little-endian, of 32 bits where nothing else is said. A reader
 * checks every field: whoever plays a tape may have more privileges than whoever wrote it had in
 * mind.
 *
 * @param steps the calls, in order
 */
public record Tape(List<Step> steps) {
  /** The version of the binary form that this code writes and reads. */
  public static final int VERSION = 1;

  private static final byte[] MAGIC = {'C', 'T', 'R', 'T'};
  private static final int MAKE = 1;
  private static final int SAY = 2;
  private static final int SEARCH = 3;
  private static final int LISTENING = 4;

  /** Takes a copy of the list. */
  public Tape {
    steps = List.copyOf(steps);
  }

  /** The binary form. */
  public byte[] encode() {
    TapeWriter out = new TapeWriter();
    out.raw(MAGIC).u16(VERSION).u32(steps.size());
    for (Step step : steps) {
      TapeWriter body = new TapeWriter();
      write(step, body);
      out.bytes(body.toBytes());
    }
    return out.toBytes();
  }

  /**
   * Reads the binary form.
   *
   * @throws TapeException if it is not a tape of this version, or damaged
   */
  public static Tape decode(byte[] bytes) {
    TapeReader in = new TapeReader(bytes);
    for (byte each : MAGIC) {
      TapeException.unless(in.u8() == each, "no tape");
    }
    TapeException.unless(in.u16() == VERSION, "a tape of another version");
    int count = in.u32();
    TapeException.unless(count >= 0 && count <= bytes.length, "more steps than there is room for");
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TapeReader body = new TapeReader(in.bytes());
      steps.add(read(body));
      body.expectEnd();
    }
    in.expectEnd();
    return new Tape(steps);
  }

  private static void write(Step step, TapeWriter out) {
    switch (step) {
      case Step.Say say -> out.u8(SAY).text(say.what());
      case Step.Search search ->
          out.u8(SEARCH)
              .text(search.file())
              .texts(search.argv())
              .texts(search.environment().variables())
              .text(search.searchPath());
      case Step.Listening listening ->
          out.u8(LISTENING)
              .text(listening.path())
              .texts(listening.argv())
              .texts(listening.environment().variables());
      case Step.Make make -> {
        Errno tolerated = make.tolerated();
        out.u8(MAKE).u32(make.register()).u32(tolerated == null ? 0 : tolerated.number());
        ArgumentCodec.writeCall(make.call(), out);
      }
    }
  }

  private static Step read(TapeReader in) {
    int kind = in.u8();
    if (kind == SAY) {
      return new Step.Say(in.text());
    }
    if (kind == SEARCH) {
      return new Step.Search(in.text(), in.texts(), new Environment(in.texts()), in.text());
    }
    if (kind == LISTENING) {
      return new Step.Listening(in.text(), in.texts(), new Environment(in.texts()));
    }
    TapeException.unless(kind == MAKE, "an unknown kind of step");
    int register = in.u32();
    int tolerated = in.u32();
    Call call = ArgumentCodec.readCall(in);
    return new Step.Make(call, register, tolerated == 0 ? null : new Errno(tolerated));
  }
}
