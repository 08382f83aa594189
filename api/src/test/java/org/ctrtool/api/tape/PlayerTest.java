package org.ctrtool.api.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.KernelMethods;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.SystemCall;

/** Recording and playing is the same as running directly. */
class PlayerTest {
  /** One step of a sequence: a call, which may take a descriptor that an earlier one opened. */
  private record Act(Call call, int reuse, boolean tolerated, boolean said) {
    void on(ChildCalls kernel, List<Fd> opened) {
      Call made = withHandle(opened);
      if (said) {
        kernel.doing("step " + opened.size());
      }
      if (tolerated) {
        kernel.tolerating(Errno.EEXIST, k -> ((ChildCalls) k).perform(made));
      } else if (kernel.perform(made) instanceof Fd fd) {
        opened.add(fd);
      }
    }

    private Call withHandle(List<Fd> opened) {
      for (int i = 0; i < call.argumentCount() && !opened.isEmpty(); i++) {
        Fd handle = opened.get(reuse % opened.size());
        Object argument = call.argument(i);
        if (argument instanceof Fd) {
          return call.with(i, handle);
        }
        if (argument instanceof MountAttr attr) {
          return call.with(i, new MountAttr(attr.set(), attr.clear(), attr.propagation(), handle));
        }
        if (argument instanceof LoopConfig config) {
          return call.with(i, new LoopConfig(handle, config.readOnly()));
        }
      }
      return call;
    }
  }

  @Provide
  Arbitrary<List<Act>> sequences() {
    Arbitrary<Call> any = KernelMethods.calls(ChildKernel.class);
    List<Method> opening =
        KernelMethods.of(ChildKernel.class).stream()
            .filter(method -> method.getReturnType() == Fd.class)
            .toList();
    Arbitrary<Call> opens = Arbitraries.of(opening).flatMap(KernelMethods::calls);
    Arbitrary<Boolean> rarely = Arbitraries.of(true, false, false, false);
    return Combinators.combine(
            Arbitraries.oneOf(any, opens), Arbitraries.integers().between(0, 9), rarely, rarely)
        .as(Act::new)
        .list()
        .ofMaxSize(8)
        .withoutEdgeCases();
  }

  @Property(tries = 1500)
  void playingARecordingMakesTheCallsOfRunningDirectly(
      @ForAll("sequences") List<Act> acts, @ForAll("refusals") int refuseEvery) {
    Consumer<ChildKernel> sequence =
        kernel -> {
          List<Fd> opened = new ArrayList<>();
          acts.forEach(act -> act.on((ChildCalls) kernel, opened));
        };
    Notebook direct = new Notebook(refuseEvery);
    Notebook played = new Notebook(refuseEvery);
    Tape tape = Tape.decode(Recorder.record(sequence).encode());

    Errno directEnd = Attempt.errno(() -> sequence.accept(direct));
    Errno playedEnd = Attempt.errno(() -> new Player(played).play(tape));

    assertThat(played.entries).isEqualTo(direct.entries);
    assertThat(playedEnd).isEqualTo(directEnd);
    assertThat(played.doing()).isEqualTo(direct.doing());
  }

  @Provide
  Arbitrary<Integer> refusals() {
    return Arbitraries.of(0, 0, 1, 3, 5);
  }

  @Example
  void aDescriptorIsPassedOnByItsRegister() {
    Tape tape =
        Recorder.record(
            k -> {
              Fd tree = k.openTree(Fd.AT_FDCWD, "/srv", OpenTreeFlags.OPEN_TREE_CLONE);
              k.close(tree);
            });

    assertThat(tape.steps().get(1))
        .isEqualTo(new Step.Make(new Call(SystemCall.CLOSE, Fd.register(0)), -1, null));

    Notebook kernel = new Notebook(0);
    new Player(kernel).play(tape);
    assertThat(kernel.entries).last().isEqualTo(new Call(SystemCall.CLOSE, new Fd(10)));
  }

  @Example
  void aRegisterInsideAnArgumentIsResolvedToo() {
    Notebook kernel = new Notebook(0);

    new Player(kernel)
        .play(
            Recorder.record(
                k -> {
                  Fd namespace = k.ioctlNsGetUserns(Fd.STDIN);
                  k.mountSetattr(
                      Fd.STDIN,
                      "",
                      org.ctrtool.api.AtFlags.AT_EMPTY_PATH,
                      new MountAttr(
                          MountAttrFlags.NONE, MountAttrFlags.NONE, MountFlags.NONE, namespace));
                  k.ioctlLoopConfigure(Fd.STDIN, new LoopConfig(namespace, true));
                }));

    assertThat(kernel.entries.get(1).toString()).contains("userns_fd=10");
    assertThat(kernel.entries.get(2).toString()).contains("{fd=10");
  }

  @Example
  void theStepThatFailedIsKnown() {
    Player player = new Player(new Notebook(2));
    Tape tape =
        Recorder.record(
            k -> {
              k.doing("making directories");
              k.mkdirat(Fd.AT_FDCWD, "a", new Mode(0755));
              k.mkdirat(Fd.AT_FDCWD, "b", new Mode(0755));
              k.mkdirat(Fd.AT_FDCWD, "c", new Mode(0755));
            });

    assertThatThrownBy(() -> player.play(tape))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("\"b\"");
    assertThat(player.step()).isEqualTo(2);
  }

  @Example
  void aRegisterThatNothingHasFilledIsRefused() {
    Tape tape =
        new Tape(List.of(new Step.Make(new Call(SystemCall.CLOSE, Fd.register(0)), -1, null)));

    assertThatThrownBy(() -> new Player(new Notebook(0)).play(tape))
        .isInstanceOf(TapeException.class);
    assertThatThrownBy(() -> new Player(new Notebook(0)).resolve(Fd.register(1 << 20)))
        .isInstanceOf(TapeException.class);
  }

  @Example
  void exactlyOneCallCanBeTolerated() {
    assertThatThrownBy(
            () ->
                Recorder.record(
                    k ->
                        k.tolerating(
                            Errno.EEXIST,
                            inner -> {
                              inner.sync();
                              inner.sync();
                            })))
        .isInstanceOf(TapeException.class);
    assertThatThrownBy(() -> Recorder.record(k -> k.tolerating(Errno.EEXIST, inner -> {})))
        .isInstanceOf(TapeException.class);
  }

  @Example
  void onlyTheErrorThatWasNamedIsTolerated() {
    Tape other = Recorder.record(k -> k.tolerating(Errno.ENOENT, ChildKernel::sync));
    Tape named = Recorder.record(k -> k.tolerating(Errno.EEXIST, ChildKernel::sync));

    assertThatThrownBy(() -> new Player(new Notebook(1)).play(other))
        .isInstanceOf(KernelException.class);
    new Player(new Notebook(1)).play(named);
  }

  @Example
  void aProgramIsSearchedForWhereTheTapeIsPlayed() {
    Notebook kernel = new Notebook(0);
    Environment none = new Environment(List.of());
    Tape tape = Recorder.record(k -> k.execvpe("sh", List.of("sh"), none, "/a:/b"));

    assertThat(tape.steps()).containsExactly(new Step.Search("sh", List.of("sh"), none, "/a:/b"));
    assertThatThrownBy(() -> new Player(kernel).play(tape)).hasMessage("execve returned");
    assertThat(kernel.entries)
        .containsExactly(new Call(SystemCall.EXECVE, "/a/sh", List.of("sh"), none));
  }
}
