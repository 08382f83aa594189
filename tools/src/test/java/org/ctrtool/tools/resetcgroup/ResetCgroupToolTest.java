package org.ctrtool.tools.resetcgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.sim.SimHost;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.OnSim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class ResetCgroupToolTest {
  private final OnSim sim =
      new OnSim(
          SimHost.with()
              .file("/cg/cpu/cgroup.procs", "")
              .file("/cg/cpu/g/cgroup.procs", "")
              .file("/cg/pids/cgroup.procs", "")
              .file("/cg/pids/g/cgroup.procs", "")
              .file("/cg/extra/cgroup.procs", "")
              .file("/cg/systemd/cgroup.procs", "")
              .file("/cg/unified/cgroup.procs", "")
              .directory("/cg/none")
              .symlink("/cg/linked/cgroup.procs", "../cpu/cgroup.procs")
              .symlink("/cg/away", "/out")
              .file("/out/cgroup.procs", ""));

  @AfterEach
  void switchOff() {
    sim.close();
  }

  private String entered(String name) {
    return sim.content("/cg/" + name + "/cgroup.procs");
  }

  @Test
  void theUsualOnesThatAreThere() {
    assertThat(sim.run("reset_cgroup", "-b", "/cg", "look")).isEqualTo(7);

    assertThat(entered("cpu")).isEqualTo("\"0\"");
    assertThat(entered("pids")).isEqualTo("\"0\"");
    assertThat(entered("extra")).isEqualTo("\"\"");
    assertThat(entered("systemd")).isEqualTo("\"\"");
  }

  @Test
  void allThatAreThereOrTheNamedOnes() {
    assertThat(sim.run("reset_cgroup", "-b", "/cg", "-c", "all", "-p", "g", "look")).isEqualTo(7);
    assertThat(entered("cpu/g")).isEqualTo("\"0\"");
    assertThat(entered("cpu")).isEqualTo("\"\"");

    assertThat(sim.run("reset_cgroup", "-b", "/cg", "-c", ",cpu", "-su", "-a", "extra", "look"))
        .isEqualTo(7);
    assertThat(entered("cpu")).isEqualTo("\"0\"");
    assertThat(entered("pids")).isEqualTo("\"\"");
    assertThat(entered("systemd")).isEqualTo("\"0\"");
    assertThat(entered("unified")).isEqualTo("\"0\"");
    assertThat(entered("extra")).isEqualTo("\"0\"");
  }

  @Test
  void ifOneCannotBeEnteredNoneIs() {
    for (String wrong : List.of("nonexistent", "linked", "away", "../out", "none")) {
      assertThat(sim.run("reset_cgroup", "-b", "/cg", "-c", "cpu," + wrong, "look"))
          .as(wrong)
          .isEqualTo(125);
    }

    assertThat(entered("cpu")).isEqualTo("\"\"");
    assertThat(sim.content("/out/cgroup.procs")).isEqualTo("\"\"");
    assertThat(sim.host().executions()).isEmpty();
    assertThat(sim.errors()).contains("ENOENT", "ELOOP", "EXDEV");
  }

  @Test
  void theProgramHasNoDescriptorOfIt() {
    sim.looking(
        kernel -> {
          for (int number = 3; number < 8; number++) {
            sim.note(OnSim.target(kernel, number));
          }
        });

    assertThat(sim.run("reset_cgroup", "-b", "/cg", "look")).isEqualTo(7);

    assertThat(sim.seen().subList(0, 5)).containsOnly("closed");
  }

  @Test
  void everythingIsOpenedBelowTheBaseBeforeAnythingIsWritten() {
    Kernel kernel = mock();
    when(kernel.openat(any(), eq("/cg"), any(), any())).thenReturn(new Fd(3));
    when(kernel.openat2(eq(new Fd(3)), contains("/a/"), any())).thenReturn(new Fd(4));
    when(kernel.openat2(eq(new Fd(3)), contains("/b/"), any())).thenReturn(new Fd(5));

    run(kernel, "-c", "a,b");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat2(eq(new Fd(3)), eq("./a/./cgroup.procs"), any());
    calls.verify(kernel).openat2(eq(new Fd(3)), eq("./b/./cgroup.procs"), any());
    calls.verify(kernel).writeAll(new Fd(4), new byte[] {'0'});
    calls.verify(kernel).close(new Fd(4));
    calls.verify(kernel).writeAll(new Fd(5), new byte[] {'0'});
    calls.verify(kernel).close(new Fd(3));
    calls.verify(kernel).become(any(), any());
  }

  @Test
  void aHierarchyOfVersionTwoIsTheBaseItself() {
    Kernel kernel = mock();
    when(kernel.openat(any(), eq("/cg"), any(), any())).thenReturn(new Fd(3));
    when(kernel.fstatfsType(new Fd(3))).thenReturn(0x63677270L);
    when(kernel.openat2(any(), any(), any())).thenReturn(new Fd(4));

    run(kernel, "-p", "jobs/7");

    verify(kernel).openat2(eq(new Fd(3)), eq("././jobs/7/cgroup.procs"), any());
    verify(kernel).writeAll(new Fd(4), new byte[] {'0'});
  }

  @Test
  void aRefusalOtherThanAbsenceIsNeverPassedOver() {
    Kernel kernel = mock();
    when(kernel.openat(any(), eq("/cg"), any(), any())).thenReturn(new Fd(3));
    when(kernel.openat2(any(), any(), any())).thenReturn(new Fd(4));
    when(kernel.openat2(any(), contains("/pids/"), any()))
        .thenThrow(new KernelException(Errno.EACCES, "openat2"));

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> run(kernel))
        .hasMessageContaining("EACCES");
    verify(kernel, never()).writeAll(any(), any());
  }

  @Test
  void aMoveThatFailsNamesTheGroup() {
    Kernel kernel = mock();
    when(kernel.openat(any(), eq("/cg"), any(), any())).thenReturn(new Fd(3));
    when(kernel.openat2(any(), any(), any())).thenReturn(new Fd(4));
    doThrow(new KernelException(Errno.EBUSY, "write")).when(kernel).writeAll(any(), any());

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> run(kernel, "-c", "cpu", "-p", "g"))
        .hasMessageContaining("EBUSY");
    verify(kernel).doing("entering the group \"./cpu/g/cgroup.procs\"");
  }

  private static void run(Kernel kernel, String... options) {
    List<String> words = new java.util.ArrayList<>(List.of("-b", "/cg"));
    words.addAll(List.of(options));
    words.add("true");
    ResetCgroupTool tool = new ResetCgroupTool();
    var parsed =
        (org.ctrtool.tools.grammar.ParseResult.Parsed<Request>) tool.grammar().parse(words, false);
    tool.run(parsed.request(), Invocation.of(new Environment(List.of()), "reset_cgroup"), kernel);
  }
}
