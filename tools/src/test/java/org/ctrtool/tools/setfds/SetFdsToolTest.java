package org.ctrtool.tools.setfds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.tools.OnSim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class SetFdsToolTest {
  private final OnSim sim =
      new OnSim(SimHost.with().file("/srv/a", "").file("/srv/b", "").file("/srv/c", ""));

  SetFdsToolTest() {
    sim.open(new Fd(3), "/srv/a", OpenFlags.NONE)
        .open(new Fd(4), "/srv/b", OpenFlags.NONE)
        .open(new Fd(9), "/srv/c", OpenFlags.NONE)
        .looking(
            kernel -> {
              for (int number = 3; number <= 9; number++) {
                sim.note(OnSim.target(kernel, number));
              }
            });
  }

  @AfterEach
  void switchOff() {
    sim.close();
  }

  private List<String> table() {
    return sim.seen().subList(0, 7);
  }

  @Test
  void nothingIsInheritedByDefault() {
    assertThat(sim.run("set_fds", "look")).isEqualTo(7);

    assertThat(table()).containsOnly("closed");
  }

  @Test
  void listedDescriptorsFollowTheStandardOnes() {
    assertThat(sim.run("set_fds", "-f", "9,,3,9", "look")).isEqualTo(7);

    assertThat(table())
        .containsExactly("/srv/c", "/srv/a", "/srv/c", "closed", "closed", "closed", "closed");
  }

  @Test
  void descriptorsMayTradePlaces() {
    assertThat(sim.run("set_fds", "-f", "4,3", "look")).isEqualTo(7);

    assertThat(table().subList(0, 3)).containsExactly("/srv/b", "/srv/a", "closed");
  }

  @Test
  void variablesNameDescriptorsAndAreHidden() {
    sim.with("A=9").with("B=0x3");

    assertThat(sim.run("set_fds", "-e", ":A,/B,:A", "look")).isEqualTo(7);

    assertThat(sim.seen())
        .startsWith("/srv/c", "/srv/a", "/srv/c")
        .contains("B=0x3")
        .doesNotContain("A=9");
  }

  @Test
  void theLastListCountsAndSoDoesItsLetter() {
    assertThat(sim.run("set_fds", "-e", "/NOPE", "-f", "9", "look")).isEqualTo(7);

    assertThat(table().get(0)).isEqualTo("/srv/c");
  }

  @Test
  void descriptorsAreAnnounced() {
    sim.with("LISTEN_FDNAMES=old").with("LISTEN_PID=1");

    assertThat(sim.run("set_fds", "-s", "-f", "9,4", "look")).isEqualTo(7);

    int pid = sim.host().executions().getLast().pid();
    assertThat(sim.seen().subList(7, sim.seen().size()))
        .containsExactly("PATH=/bin", "LISTEN_PID=" + pid, "LISTEN_FDS=2");
  }

  @Test
  void whatIsAnnouncedByOthersStaysUnlessItIsNotWanted() {
    sim.with("LISTEN_FDS=9").with("LISTEN_PID=1").with("LISTEN_FDNAMES=x");

    sim.run("set_fds", "look");
    assertThat(sim.seen()).contains("LISTEN_FDS=9", "LISTEN_PID=1", "LISTEN_FDNAMES=x");

    sim.seen().clear();
    sim.run("set_fds", "--no-listen-env", "look");
    assertThat(sim.seen()).noneMatch(variable -> variable.startsWith("LISTEN"));
  }

  @Test
  void aWrongListIsFoundBeforeAnythingIsDone() {
    assertThat(sim.run("set_fds", "-f", "3,77", "look")).isEqualTo(2);
    assertThat(sim.run("set_fds", "-f", "/A", "look")).isEqualTo(2);
    assertThat(sim.run("set_fds", "-s", "--no-listen-env", "look")).isEqualTo(2);
    assertThat(sim.run("set_fds", "--f", "3", "look")).isEqualTo(2);
    assertThat(sim.run("set_fds")).isEqualTo(2);

    assertThat(sim.host().executions()).isEmpty();
  }

  @Test
  void aProgramThatIsNotThereIsNotFound() {
    assertThat(sim.run("set_fds", "nosuch")).isEqualTo(127);
    assertThat(sim.run("set_fds", "/srv/a")).isEqualTo(126);
  }

  @Test
  void everythingIsMovedBeforeAnythingIsReplaced() {
    ChildKernel kernel = mock();
    when(kernel.fcntlDupfdCloexec(new Fd(4), 6)).thenReturn(new Fd(6));
    when(kernel.fcntlDupfdCloexec(new Fd(3), 6)).thenReturn(new Fd(7));

    new DescriptorTable(List.of(new Fd(4), new Fd(9), new Fd(3)), null).arrange(kernel);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fcntlDupfdCloexec(new Fd(4), 6);
    calls.verify(kernel).fcntlDupfdCloexec(new Fd(3), 6);
    calls.verify(kernel).dup3(new Fd(6), new Fd(3), PipeFlags.NONE);
    calls.verify(kernel).dup3(new Fd(9), new Fd(4), PipeFlags.NONE);
    calls.verify(kernel).dup3(new Fd(7), new Fd(5), PipeFlags.NONE);
    calls.verify(kernel).closeRange(6, 4294967295L, CloseRangeFlags.NONE);
    calls.verifyNoMoreInteractions();
  }

  @Test
  void anOldKernelClosesOneByOne() {
    Kernel kernel = mock();
    doThrow(new KernelException(Errno.ENOSYS, "close_range"))
        .when(kernel)
        .closeRange(anyLong(), anyLong(), any());
    when(kernel.openat(any(), eq("/proc/self/fd"), any(), any())).thenReturn(new Fd(8));
    when(kernel.getdents64(new Fd(8)))
        .thenReturn(List.of(entry("."), entry("0"), entry("3"), entry("5"), entry("8")))
        .thenReturn(List.of());
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(eq(Errno.EBADF), any());

    List<Fd> open = OpenDescriptors.toClose(kernel);
    assertThat(open).containsExactly(new Fd(0), new Fd(3), new Fd(5));
    new DescriptorTable(List.of(new Fd(5)), open).arrange(kernel);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).dup3(new Fd(5), new Fd(3), PipeFlags.NONE);
    calls.verify(kernel).close(new Fd(5));
    verify(kernel, never()).close(new Fd(3));
    verify(kernel, never()).close(new Fd(0));
  }

  private static DirectoryEntry entry(String name) {
    return new DirectoryEntry(name, 1, 0);
  }
}
