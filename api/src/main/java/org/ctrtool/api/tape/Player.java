package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.Fd;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MountAttr;
import org.jspecify.annotations.Nullable;

/** Plays tapes on a kernel: the calls in order, with what earlier ones opened. */
public final class Player {
  private final ChildCalls kernel;
  private final List<@Nullable Fd> registers = new ArrayList<>();
  private int step;

  /** Plays on {@code kernel}. */
  public Player(ChildCalls kernel) {
    this.kernel = kernel;
  }

  /** The step that is being played, counted from 0; which one it was when a call was refused. */
  public int step() {
    return step;
  }

  /** The descriptor that a register of the recording stands for. */
  public Fd resolve(Fd handle) {
    if (!handle.isRegister()) {
      return handle;
    }
    int index = handle.registerIndex();
    TapeException.unless(index < registers.size(), "a register that no step has filled");
    @Nullable Fd fd = registers.get(index);
    if (fd == null) {
      throw new TapeException("a register that no step has filled");
    }
    return fd;
  }

  /**
   * Plays the whole tape.
   *
   * @throws org.ctrtool.api.KernelException if a call is refused that was not tolerated
   */
  public void play(Tape tape) {
    step = 0;
    for (Step each : tape.steps()) {
      play(each);
      step++;
    }
  }

  private void play(Step each) {
    switch (each) {
      case Step.Say say -> kernel.doing(say.what());
      case Step.Search search ->
          kernel.execvpe(search.file(), search.argv(), search.environment(), search.searchPath());
      case Step.Listening listening ->
          kernel.execveListening(listening.path(), listening.argv(), listening.environment());
      case Step.Make make -> make(make);
    }
  }

  private void make(Step.Make make) {
    Call call = resolved(make.call());
    if (make.tolerated() == null) {
      fill(make.register(), kernel.perform(call));
    } else {
      kernel.tolerating(make.tolerated(), k -> fill(make.register(), kernel.perform(call)));
    }
  }

  private void fill(int register, @Nullable Object result) {
    if (register < 0) {
      return;
    }
    TapeException.unless(register <= 4096, "a register out of range");
    while (registers.size() <= register) {
      registers.add(null);
    }
    registers.set(register, (Fd) result);
  }

  private Call resolved(Call call) {
    Call resolved = call;
    for (int i = 0; i < call.argumentCount(); i++) {
      Object argument = call.argument(i);
      if (argument instanceof Fd fd && fd.isRegister()) {
        resolved = resolved.with(i, resolve(fd));
      } else if (argument instanceof MountAttr attr && attr.userNamespace().isRegister()) {
        Fd namespace = resolve(attr.userNamespace());
        resolved =
            resolved.with(
                i, new MountAttr(attr.set(), attr.clear(), attr.propagation(), namespace));
      } else if (argument instanceof LoopConfig config && config.backing().isRegister()) {
        resolved = resolved.with(i, new LoopConfig(resolve(config.backing()), config.readOnly()));
      }
    }
    return resolved;
  }
}
