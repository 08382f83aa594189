package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;

/** Writes down what it is asked to do. Nothing is done, and nothing is refused. */
public final class Recorder extends ChildCalls {
  private final List<Step> steps = new ArrayList<>();
  private int registers;
  private @Nullable Errno tolerated;

  /** An empty recording. */
  public Recorder() {}

  /** What {@code sequence} asks for. */
  public static Tape record(Consumer<ChildKernel> sequence) {
    Recorder recorder = new Recorder();
    sequence.accept(recorder);
    return recorder.tape();
  }

  /** What was asked for so far. */
  public Tape tape() {
    return new Tape(steps);
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    steps.add(new Step.Say(what));
  }

  @Override
  public void tolerating(Errno errno, Consumer<ChildKernel> call) {
    int before = steps.size();
    tolerated = errno;
    call.accept(this);
    tolerated = null;
    if (steps.size() != before + 1) {
      throw new TapeException("exactly one call can be tolerated at a time");
    }
  }

  @Override
  public void execvpe(String file, List<String> argv, Environment environment, String searchPath) {
    steps.add(new Step.Search(file, argv, environment, searchPath));
  }

  @Override
  public void execveListening(String path, List<String> argv, Environment environment) {
    steps.add(new Step.Listening(path, argv, environment));
  }

  @Override
  public @Nullable Object perform(Call call) {
    if (call.name().result() != SystemCall.Result.DESCRIPTOR) {
      steps.add(new Step.Make(call, -1, tolerated));
      return null;
    }
    int register = registers++;
    steps.add(new Step.Make(call, register, tolerated));
    return Fd.register(register);
  }
}
