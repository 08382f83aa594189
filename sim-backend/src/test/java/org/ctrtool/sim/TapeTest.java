package org.ctrtool.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.tape.Player;
import org.ctrtool.api.tape.Recorder;
import org.ctrtool.api.tape.Tape;

/** Recording a sequence and playing the tape does the same as running it. */
class TapeTest {
  /** One step of a sequence; {@code opened} are the handles of the steps before. */
  record Step(int kind, int path, int other) {
    private static final List<String> PATHS = List.of("/a", "/a/b", "/f", "/none");

    void on(ChildKernel kernel, List<Fd> opened) {
      String path = PATHS.get(this.path);
      String second = PATHS.get(other);
      switch (kind) {
        case 0 -> tolerate(kernel, k -> k.mkdirat(AT_FDCWD, path, new Mode(0755)));
        case 1 -> opened.add(kernel.openat(AT_FDCWD, path, OpenFlags.O_PATH, Mode.NONE));
        case 2 -> opened.add(kernel.openTree(AT_FDCWD, path, OpenTreeFlags.OPEN_TREE_CLONE));
        case 3 -> kernel.mount("tmpfs", path, "tmpfs", MountFlags.NONE, null);
        case 4 -> kernel.mount(path, second, null, MountFlags.MS_BIND, null);
        case 5 -> kernel.umount2(path, UmountFlags.MNT_DETACH);
        case 6 -> kernel.unshare(UnshareFlags.CLONE_NEWNS);
        case 7 -> kernel.setresuid(new Uid(1000), new Uid(1000), new Uid(0));
        case 8 -> tolerate(kernel, k -> k.chdir(path));
        case 9 -> {
          if (!opened.isEmpty()) {
            kernel.mkdirat(opened.get(other % opened.size()), "sub", new Mode(0700));
          }
        }
        case 10 -> {
          if (!opened.isEmpty()) {
            kernel.dup3(opened.get(other % opened.size()), new Fd(20), PipeFlags.NONE);
          }
        }
        case 11 -> kernel.unlinkat(AT_FDCWD, path, AtFlags.NONE);
        case 12 ->
            kernel.execvpe("x", List.of("x", path), new Environment(List.of()), "/none:/bin");
        default -> kernel.sethostname(path.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
    }

    private static void tolerate(ChildKernel kernel, Consumer<ChildKernel> call) {
      kernel.tolerating(Errno.EEXIST, call);
    }
  }

  @Provide
  Arbitrary<List<Step>> sequences() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.integers().between(0, 13),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3))
            .as(Step::new);
    return step.list().ofMaxSize(12);
  }

  @Property(tries = 500)
  void playingATapeIsTheSameAsRunning(@ForAll("sequences") List<Step> steps) {
    Consumer<ChildKernel> sequence =
        kernel -> {
          List<Fd> opened = new ArrayList<>();
          steps.forEach(step -> step.on(kernel, opened));
        };
    Tape tape = Tape.decode(Recorder.record(sequence).encode());

    String direct = outcome(sequence);
    String played = outcome(kernel -> new Player((SimKernel) kernel).play(tape));

    assertThat(played).isEqualTo(direct);
  }

  /** What a child that runs {@code sequence} leaves behind, in words. */
  private static String outcome(Consumer<ChildKernel> sequence) {
    try (SimKernel host =
        SimHost.with().directory("/a").file("/f", "text").executable("/bin/x").boot()) {
      List<String> seen = new ArrayList<>();
      Consumer<ChildKernel> watched =
          child -> {
            try {
              sequence.accept(child);
            } finally {
              seen.add(state((SimKernel) child));
            }
          };
      Pid child = host.clone(new CloneRequest(CloneFlags.NONE, new Ending("child", 99)), watched);
      String status = host.waitid(child, WaitFlags.WEXITED).toString();
      return status + host.errors() + seen + host.mountinfo() + host.executions() + listing(host);
    }
  }

  private static String state(SimKernel child) {
    return child.task().hasEnded()
        ? "ended"
        : child.mountinfo()
            + child.task().credentials().uids()
            + child.task().descriptors().entries().keySet();
  }

  private static String listing(Kernel kernel) {
    Fd root = kernel.openat(AT_FDCWD, "/a", OpenFlags.O_DIRECTORY, Mode.NONE);
    return kernel.getdents64(root).toString();
  }
}
