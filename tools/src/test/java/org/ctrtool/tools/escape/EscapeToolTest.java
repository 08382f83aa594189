package org.ctrtool.tools.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Seals;
import org.ctrtool.sim.Execution;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;
import org.ctrtool.tools.Written;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscapeToolTest {
  private static final Environment ENVIRONMENT = new Environment(List.of("PATH=/bin", "A=1"));

  private static int front(Kernel kernel, List<String> argv) {
    return new Front(AllTools.tools(), List.of()).run(argv, ENVIRONMENT, "/proc/self/exe", kernel);
  }

  @Test
  void aCopyIsExecutedWithTheWholeCommandLine() {
    try (SimKernel host =
        SimHost.with()
            .program("/usr/bin/ctrtool", (kernel, argv, environment) -> front(kernel, argv))
            .boot()) {
      host.exec("/usr/bin/ctrtool", "ctrtool", "escape", "set_fds", "sh");

      assertThat(host.executions().stream().map(Execution::path))
          .containsExactly("/usr/bin/ctrtool", "/memfd:ctrtool (deleted)", "/usr/bin/sh");
      Execution copy = host.executions().get(1);
      assertThat(copy.argv()).containsExactly("ctrtool", "escape", "set_fds", "sh");
      assertThat(copy.environment()).isEqualTo(ENVIRONMENT);
      assertThat(host.failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"escape", "_ctrtool_escaped"})
  void theCopyGoesOnWithTheTool(String name) {
    Kernel kernel = mock();
    Written written = Written.by(kernel);
    when(kernel.openat(any(), eq("/proc/self/exe"), any(), any())).thenReturn(new Fd(3));
    when(kernel.fcntlGetSeals(new Fd(3))).thenReturn(new Seals(0xF));

    int status = front(kernel, List.of("ctrtool", name, "/any/where/renameat2", "--help"));

    assertThat(status).isZero();
    assertThat(written.stdout()).startsWith("Usage: ctrtool renameat2 ");
    verify(kernel, never()).memfdCreate(any(), any());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bogus", "escape", "_ctrtool_escaped"})
  void aWrongToolIsFoundBeforeAnythingIsDone(String tool) {
    Kernel kernel = mock();
    Written written = Written.by(kernel);
    List<String> argv =
        tool.isEmpty() ? List.of("escape") : List.of("ctrtool", "escape", tool, "renameat2");

    assertThat(front(kernel, argv)).isEqualTo(2);
    assertThat(written.stderr()).startsWith("ctrtool escape: ");
    verify(kernel, never()).openat(any(), any(), any(), any());
  }
}
