package org.ctrtool.api.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TracingKernelTest {
  private final List<String> lines = new ArrayList<>();
  private final Small kernel = new Small();
  private final TracingKernel tracing = new TracingKernel(kernel, lines::add);

  @Test
  void aCallIsShownWithItsResult() {
    Fd opened = tracing.openat(Fd.AT_FDCWD, "/srv", OpenFlags.O_RDONLY, Mode.NONE);
    tracing.umask(new Mode(022));
    byte[] data = tracing.read(opened, 5);

    assertThat(opened).isEqualTo(new Fd(3));
    assertThat(data).hasSize(4);
    assertThat(lines)
        .containsExactly(
            "openat(AT_FDCWD, \"/srv\", O_RDONLY, 000) = 3", "umask(022) = 0", "read(3, 5) = 4");
  }

  @Test
  void aRefusalIsShownWithNumberAndTextAndThrownOn() {
    assertThatThrownBy(() -> tracing.chdir("/none")).isInstanceOf(KernelException.class);

    assertThat(lines).containsExactly("chdir(\"/none\") = -1 ENOENT (No such file or directory)");
  }

  @Test
  void aToleratedRefusalIsShownToo() {
    tracing.tolerating(Errno.ENOENT, k -> k.chdir("/none"));

    assertThat(lines).containsExactly("chdir(\"/none\") = -1 ENOENT (No such file or directory)");
  }

  @Test
  void whatIsBeingDoneIsAComment() {
    tracing.doing("mounting proc");

    assertThat(lines).containsExactly("# mounting proc");
    assertThat(kernel.doing()).isEqualTo("mounting proc");
    assertThat(tracing.doing()).isEqualTo("mounting proc");
  }

  @Test
  void anExecIsShownBeforeItIsMade() {
    Environment none = new Environment(List.of());

    assertThatThrownBy(() -> tracing.execve("/none", List.of("x"), none))
        .isInstanceOf(KernelException.class);
    assertThat(kernel.shownWhenCalled).containsExactly("execve(\"/none\", [\"x\"], /* 0 vars */)");
    assertThat(lines).last().isEqualTo(" = -1 ENOENT (No such file or directory)");
  }

  @Test
  void callsOfAChildAreShownAsItMakesThem() {
    Pid child =
        tracing.clone(
            new CloneRequest(CloneFlags.CLONE_NEWNS, new Ending("ctrtool", 1)),
            inside -> {
              inside.doing("inside");
              inside.sync();
            });

    assertThat(child).isEqualTo(new Pid(7));
    assertThat(lines).containsExactly("# inside", "sync() = 0", "clone(CLONE_NEWNS|SIGCHLD) = 7");
  }

  @Test
  void sequencesThatEndTheProcessOrRunInOtherNamespacesAreShown() {
    tracing.become(new Ending("ctrtool", 1), ChildKernel::sync);
    Fd opened =
        tracing.openIn(
            new NamespaceEntry(List.of()),
            inside -> inside.openat(Fd.AT_FDCWD, "/", OpenFlags.O_PATH, Mode.NONE));

    assertThat(opened).isEqualTo(new Fd(3));
    assertThat(lines)
        .containsExactly("sync() = 0", "openat(AT_FDCWD, \"/\", O_RDONLY|O_PATH, 000) = 3");
  }

  /** A kernel where nothing whose name holds "none" exists. */
  private final class Small extends KernelCalls {
    private List<String> shownWhenCalled = List.of();

    @Override
    public @Nullable Object perform(Call call) {
      shownWhenCalled = List.copyOf(lines);
      if (call.toString().contains("none")) {
        throw new KernelException(Errno.ENOENT, call.toString());
      }
      return switch (call.name().result()) {
        case DESCRIPTOR -> new Fd(3);
        case DATA -> new byte[4];
        case PROCESS -> new Pid(1);
        case NOTHING -> null;
      };
    }

    @Override
    public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
      child.accept(this);
      return new Pid(7);
    }

    @Override
    public void become(Ending ending, Consumer<ChildKernel> last) {
      last.accept(this);
    }

    @Override
    public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
      return open.apply(this);
    }
  }
}
