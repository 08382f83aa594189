package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.conformance.binary.Host.Caller;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Containers in containers. */
class NestingTest {
  @RegisterExtension final Host host = new Host();

  @ParameterizedTest
  @EnumSource(names = {"USER", "ROOT_MAPPED"})
  void threeDeep(Caller caller) {
    List<String> inner = new ArrayList<>();
    inner.addAll(List.of("--bind", host.binary() + ":/run/ctrtool", "--", "/run/ctrtool", "run"));
    inner.addAll(List.of("--bind", "/run/ctrtool:/run/ctrtool", "--", "/run/ctrtool", "run"));
    inner.addAll(List.of("--", "sh", "-c", "cd /proc; echo [0-9]*; id -u; ls /dev/null; hostname"));

    Ran ran = host.run(caller, inner.toArray(String[]::new));

    assertThat(ran.succeeded().lines()).containsExactly("1", "0", "/dev/null", "ctrtool");
  }

  /** An uncovered proc inside would undo what the outer container's covers are for. */
  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ROOT_ROOTLESS"})
  void insideACoveredContainerTheKernelRefusesAnUncoveredProc(Caller caller) {
    Ran ran =
        host.run(
            caller, "--bind", host.binary() + ":/run/ctrtool", "--", "/run/ctrtool", "run", "true");

    assertThat(ran.failed(125).err())
        .matches("ctrtool run: mounting proc: fsmount[^\n]*EPERM[^\n]*\n");
  }

  /** There the own map says no more than that user 0 is user 0 of the parent. */
  @Test
  void theMachinesRootInAUserNamespaceMadeBySomethingElseIsCovered() {
    Host.needs("unshare");

    Ran ran =
        host.execute(
            List.of(
                "unshare",
                "-Ur",
                host.binary().toString(),
                "run",
                "--",
                "sh",
                "-c",
                "cat /proc/self/uid_map; test -w /proc/sys/kernel/core_pattern && echo WRITABLE;"
                    + " : >> /proc/sys/kernel/hostname"));

    assertThat(ran.out().strip().split(" +")).containsExactly("0", "0", "1");
    assertThat(ran.err()).contains("Read-only");
  }
}
