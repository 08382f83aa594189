package org.ctrtool.api.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Recording a sequence and playing it is the same as running it. */
class TapeTest {
  /** A part of a sequence: what it asks for, given what was opened before. */
  private record Part(String name, BiFunction<ChildKernel, Fd, @Nullable Fd> ask) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Part> PARTS =
      List.of(
          part("doing", (k, fd) -> k.doing("something")),
          part("mkdir", (k, fd) -> k.mkdirat(fd, "a", new Mode(0755))),
          part("tolerated", (k, fd) -> k.tolerating(Errno.EEXIST, c -> c.chdir("/b"))),
          new Part("open", (k, fd) -> k.openat(fd, "\udc80\udcff", OpenFlags.O_PATH, new Mode(0))),
          new Part("memfd", (k, fd) -> k.memfdCreate("m", MemfdFlags.MFD_CLOEXEC)),
          part("dup", (k, fd) -> k.dup3(fd, new Fd(7), PipeFlags.O_CLOEXEC)),
          part("null", (k, fd) -> k.mount(null, "/", null, MountFlags.MS_REC, null)),
          part("empty", (k, fd) -> k.mount("", "/", "", MountFlags.NONE, "")),
          part(
              "attributes",
              (k, fd) ->
                  k.mountSetattr(
                      fd,
                      "",
                      AtFlags.AT_EMPTY_PATH,
                      new MountAttr(
                          MountAttrFlags.NONE, MountAttrFlags.NONE, MountFlags.NONE, fd))),
          part("loop", (k, fd) -> k.ioctlLoopConfigure(fd, new LoopConfig(fd, true))),
          part("groups", (k, fd) -> k.setgroups(List.of(new Gid(1), new Gid(0xFFFFFFFEL)))),
          part("no groups", (k, fd) -> k.setgroups(List.of())),
          part("write", (k, fd) -> k.writeAll(fd, new byte[] {0, -1, 7})),
          part("kill", (k, fd) -> k.kill(new Pid(-1), Signal.SIGTERM)),
          part("flags", (k, fd) -> k.fcntlSetfd(fd, new FdFlags(-1))),
          part(
              "search",
              (k, fd) ->
                  k.execvpe("p", List.of("p", ""), new Environment(List.of("A=b")), "/x::/y")));

  private static Part part(String name, BiConsumer<ChildKernel, Fd> ask) {
    return new Part(
        name,
        (kernel, fd) -> {
          ask.accept(kernel, fd);
          return null;
        });
  }

  @Provide
  Arbitrary<List<Part>> sequences() {
    return Arbitraries.of(PARTS).list().ofMaxSize(12);
  }

  @Property(tries = 500)
  void playedEqualsDirect(@ForAll("sequences") List<Part> sequence, @ForAll long refusals) {
    Pretended direct = new Pretended(refusals);
    Pretended played = new Pretended(refusals);

    String ending = ending(Attempt.failure(() -> run(sequence, direct)), direct);
    Tape tape = Tape.decode(Recorder.record(child -> run(sequence, child)).encode());
    String playedEnding = ending(Attempt.failure(() -> new Player(played).play(tape)), played);

    assertThat(played.log).isEqualTo(direct.log);
    assertThat(playedEnding).isEqualTo(ending);
  }

  @Property(tries = 500)
  void damagedTapesAreRefusedOrRead(
      @ForAll("sequences") List<Part> sequence, @ForAll int at, @ForAll byte instead) {
    byte[] bytes = Recorder.record(child -> run(sequence, child)).encode();
    bytes[Math.floorMod(at, bytes.length)] = instead;

    Throwable failure = Attempt.failure(() -> Tape.decode(bytes));

    if (failure != null) {
      assertThat(failure).isInstanceOf(TapeException.class);
    }
  }

  private static void run(List<Part> sequence, ChildKernel kernel) {
    Fd last = Fd.AT_FDCWD;
    for (Part part : sequence) {
      Fd opened = part.ask().apply(kernel, last);
      last = opened == null ? last : opened;
    }
  }

  private static String ending(@Nullable Throwable failure, ChildCalls kernel) {
    return failure == null ? "" : new Ending("test", 125).message(kernel.doing(), failure);
  }

  /** A kernel that only pretends, and refuses some of the calls. */
  private static final class Pretended extends ChildCalls {
    final List<String> log = new ArrayList<>();
    private final long refusals;
    private int opened = 10;

    Pretended(long refusals) {
      this.refusals = refusals;
    }

    @Override
    public @Nullable Object perform(Call call) {
      log.add(doing() + ": " + call);
      boolean isExec = call.name() == SystemCall.EXECVE;
      if (isExec || (refusals >>> log.size() & 3) == 3) {
        boolean exists = (refusals >>> 32 & 1) == 1;
        throw new KernelException(exists && !isExec ? Errno.EEXIST : Errno.ENOENT, call.toString());
      }
      return call.name().result() == SystemCall.Result.DESCRIPTOR ? new Fd(opened++) : null;
    }
  }

  @Test
  void aRequestSurvivesItsBinaryForm() {
    HelperRequest request =
        new HelperRequest(
            HelperRequest.Mode.OPEN,
            new Ending("ctrtool run", 125),
            CloneFlags.CLONE_NEWPID,
            List.of(new Pid(1), new Pid(70)),
            new NamespaceEntry(
                List.of(new NamespaceEntry.Step(new Fd(4), SetnsTypes.CLONE_NEWNET))),
            Fd.register(0),
            true,
            new Surroundings(
                SignalSet.of(Signal.SIGQUIT),
                SignalSet.of(Signal.SIGPIPE),
                1024,
                List.of(new Fd(0), new Fd(4)),
                List.of(new Fd(4))),
            Recorder.record(child -> child.chdir("/")));

    assertThat(HelperRequest.decode(request.encode())).isEqualTo(request);
  }

  @Property(tries = 300)
  void aDamagedRequestIsRefusedOrRead(@ForAll int at, @ForAll byte instead) {
    Surroundings surroundings =
        new Surroundings(SignalSet.EMPTY, SignalSet.EMPTY, 0, List.of(new Fd(0)), List.of());
    byte[] bytes =
        new HelperRequest(
                HelperRequest.Mode.PLAY,
                new Ending("a", 1),
                CloneFlags.NONE,
                List.of(),
                new NamespaceEntry(List.of()),
                new Fd(-1),
                false,
                surroundings,
                new Tape(List.of()))
            .encode();
    bytes[Math.floorMod(at, bytes.length)] = instead;

    Throwable failure = Attempt.failure(() -> HelperRequest.decode(bytes));

    if (failure != null) {
      assertThat(failure).isInstanceOf(TapeException.class);
    }
  }

  @Test
  void reportsSurviveTheirBinaryForm() {
    List<HelperReport> reports =
        List.of(
            new HelperReport.Cloned(new Pid(77)),
            new HelperReport.NotCloned(Errno.EPERM),
            new HelperReport.Opened(),
            new HelperReport.Failed(3, Errno.ENOENT, "chdir(\"/x\")"),
            new HelperReport.ReachedExec());

    assertThat(reports).allMatch(each -> HelperReport.decode(each.encode()).equals(each));
  }

  @Test
  void aFailureIsThrownAsItWas() {
    Throwable refused = new KernelException(Errno.EPERM, "chroot(\"/x\")");
    Throwable other = new IllegalStateException("something else");

    assertThatThrownBy(
            () -> {
              throw HelperReport.Failed.of(0, refused).toException();
            })
        .isInstanceOf(KernelException.class)
        .hasMessage("chroot(\"/x\"): EPERM");
    assertThat(HelperReport.Failed.of(0, other).toException()).hasMessage("something else");
  }
}
