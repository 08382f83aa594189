package org.ctrtool.sim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Seals;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.Execution;
import org.ctrtool.sim.Files;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.path.PathRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecveTest {
  private static final Environment NONE = new Environment(List.of());

  private final List<String> seen = new ArrayList<>();
  private final SimKernel host =
      SimHost.with()
          .user("alice", 1000)
          .program(
              "/usr/bin/show",
              (kernel, argv, environment) -> {
                seen.add(String.join("|", argv));
                seen.addAll(environment.variables());
                return 3;
              })
          .program(
              "/usr/bin/look",
              (kernel, argv, environment) -> {
                seen.add(Files.status(kernel, "self", "SigIgn"));
                seen.add(Files.status(kernel, "self", "SigBlk"));
                seen.add(Files.status(kernel, "self", "Name"));
                seen.add(Files.status(kernel, "self", "CapEff"));
                seen.add(kernel.readlinkat(AT_FDCWD, "/proc/self/exe"));
                return 0;
              })
          .program(
              "/usr/bin/overwrite",
              (kernel, argv, environment) -> {
                Errno errno =
                    Attempt.errno(
                        () ->
                            kernel.openat(
                                AT_FDCWD, "/proc/self/exe", OpenFlags.O_WRONLY, Mode.NONE));
                seen.add("openat: " + errno);
                return 0;
              })
          .executable("/opt/unknown")
          .file("/opt/text", "no program", 0755, 0, 0)
          .file("/opt/plain", "#!/bin/sh\n", 0644, 0, 0)
          .script("/opt/s1", "#! /bin/show -x y  \nrest")
          .script("/opt/s2", "#!/opt/s1")
          .script("/opt/s3", "#!/opt/s2\n")
          .script("/opt/s4", "#!/opt/s3\n")
          .script("/opt/s5", "#!/opt/s4\n")
          .script("/opt/s6", "#!/opt/s5\n")
          .script("/opt/empty", "#!  \n")
          .script("/opt/lost", "#!/nowhere\n")
          .unknownProgramsExitWith(execution -> execution.argv().size())
          .boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  private WaitStatus exec(String path, String... argv) {
    return host.run(kernel -> kernel.execve(path, List.of(argv), new Environment(List.of("A=1"))));
  }

  @Test
  void aProgramRunsAndItsStatusIsTheProcesses() {
    assertThat(exec("/bin/show", "zero", "one").status()).isEqualTo(3);
    assertThat(seen).containsExactly("zero|one", "A=1");
  }

  private static Fd copyOf(Kernel kernel, String path) {
    Fd original = kernel.openat(AT_FDCWD, path, OpenFlags.O_CLOEXEC, Mode.NONE);
    Fd copy = kernel.memfdCreate("copy", MemfdFlags.MFD_CLOEXEC.or(MemfdFlags.MFD_ALLOW_SEALING));
    while (kernel.sendfile(copy, original, 7) > 0) {
      // in pieces
    }
    kernel.close(original);
    return copy;
  }

  @Test
  void aCopyIsTheSameProgram() {
    WaitStatus status =
        host.run(
            kernel -> {
              Fd copy = copyOf(kernel, "/usr/bin/look");
              kernel.fcntlAddSeals(copy, Seals.F_SEAL_WRITE);
              kernel.execveat(copy, "", List.of("x"), NONE, AtFlags.AT_EMPTY_PATH);
            });

    assertThat(status.status()).isZero();
    assertThat(seen.get(2)).isEqualTo("memfd:copy");
    assertThat(seen.get(4)).isEqualTo("/memfd:copy (deleted)");
  }

  @Test
  void aCopyThatWasCutOrChangedIsNoProgram() {
    Fd copy = copyOf(host, "/usr/bin/show");
    long size = host.fstatat(copy, "", AtFlags.AT_EMPTY_PATH).size();
    host.ftruncate(copy, size - 1);
    assertRefused(
        TaskRule.UNKNOWN_FORMAT,
        () -> host.execveat(copy, "", List.of("x"), NONE, AtFlags.AT_EMPTY_PATH));

    Fd longer = copyOf(host, "/usr/bin/show");
    host.write(longer, new byte[] {0});
    assertRefused(
        TaskRule.UNKNOWN_FORMAT,
        () -> host.execveat(longer, "", List.of("x"), NONE, AtFlags.AT_EMPTY_PATH));
  }

  @Test
  void aProcessIsCalledAsItsProgramWas() {
    host.symlinkat("/usr/bin/look", AT_FDCWD, "/opt/by-another-name");

    exec("/opt/by-another-name", "zero");

    assertThat(seen.get(2)).isEqualTo("by-another-name");
    assertThat(seen.get(4)).isEqualTo("/usr/bin/look");
  }

  @Test
  void aRunningProgramIsNotWrittenTo() {
    exec("/usr/bin/overwrite", "zero");
    Fd fd = host.openat(AT_FDCWD, "/usr/bin/overwrite", OpenFlags.O_WRONLY, Mode.NONE);

    assertThat(seen).containsExactly("openat: " + PathRule.IS_RUNNING.errno());
    host.close(fd);
  }

  @Test
  void whetherAFileMayBeExecutedCanBeAskedFor() {
    AtFlags check = new AtFlags(0x10000);

    host.execveat(AT_FDCWD, "/opt/unknown", List.of("x"), NONE, check);
    host.execveat(AT_FDCWD, "/opt/text", List.of("x"), NONE, check);

    assertThat(host.executions()).isEmpty();
    assertRefused(
        TaskRule.NOT_EXECUTABLE,
        () -> host.execveat(AT_FDCWD, "/opt/plain", List.of("x"), NONE, check));
  }

  @Test
  void anUnknownProgramIsRecorded() {
    assertThat(exec("/opt/unknown", "a", "b").status()).isEqualTo(2);
    Execution execution = host.executions().get(0);
    assertThat(execution.path()).isEqualTo("/opt/unknown");
    assertThat(execution.argv()).containsExactly("a", "b");
    assertThat(execution.known()).isFalse();
  }

  @Test
  void aScriptRunsItsInterpreter() {
    exec("/opt/s1", "zero", "A");

    assertThat(seen.get(0)).isEqualTo("/bin/show|-x y|/opt/s1|A");
  }

  @Test
  void fiveScriptsMayInterpretEachOther() {
    assertThat(exec("/opt/s5", "zero").status()).isEqualTo(3);
    assertRefused(
        TaskRule.TOO_MANY_INTERPRETERS, () -> host.execve("/opt/s6", List.of("zero"), NONE));
  }

  @Test
  void whatCannotBeExecutedIsRefused() {
    assertRefused(TaskRule.UNKNOWN_FORMAT, () -> host.execve("/opt/text", List.of(), NONE));
    assertRefused(TaskRule.UNKNOWN_FORMAT, () -> host.execve("/opt/empty", List.of(), NONE));
    assertRefused(TaskRule.NOT_EXECUTABLE, () -> host.execve("/opt/plain", List.of(), NONE));
    assertRefused(TaskRule.NOT_A_REGULAR_FILE, () -> host.execve("/opt", List.of(), NONE));
    assertRefused(org.ctrtool.api.Errno.ENOENT, () -> host.execve("/opt/lost", List.of(), NONE));
    assertRefused(org.ctrtool.api.Errno.ENOENT, () -> host.execve("/opt/none", List.of(), NONE));
    assertRefused(
        TaskRule.ARGUMENTS_TOO_BIG,
        () -> host.execve("/opt/unknown", List.of("x".repeat(131072)), NONE));
  }

  @Test
  void aFileThatIsOpenForWritingIsBusy() {
    Fd fd = host.openat(AT_FDCWD, "/opt/unknown", OpenFlags.O_WRONLY, Mode.NONE);

    assertRefused(TaskRule.OPEN_FOR_WRITING, () -> host.execve("/opt/unknown", List.of(), NONE));
    host.close(fd);
    assertThat(exec("/opt/unknown").status()).isEqualTo(1);
  }

  @Test
  void noexecMountsExecuteNothing() {
    host.mount("/opt", "/opt", null, MountFlags.MS_BIND, null);
    host.mount(
        "none",
        "/opt",
        null,
        MountFlags.MS_REMOUNT.or(MountFlags.MS_BIND).or(MountFlags.MS_NOEXEC),
        null);

    assertRefused(TaskRule.MOUNTED_NOEXEC, () -> host.execve("/opt/unknown", List.of(), NONE));
  }

  @Test
  void execveatTakesTheDescriptorItself() {
    Fd elf =
        host.openat(AT_FDCWD, "/usr/bin/show", OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    WaitStatus status =
        host.run(kernel -> kernel.execveat(elf, "", List.of("x"), NONE, AtFlags.AT_EMPTY_PATH));
    assertThat(status.status()).isEqualTo(3);

    Fd closed =
        host.openat(AT_FDCWD, "/opt/s1", OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    assertRefused(
        TaskRule.SCRIPT_WOULD_BE_CLOSED,
        () -> host.execveat(closed, "", List.of("x"), NONE, AtFlags.AT_EMPTY_PATH));
    Fd open = host.openat(AT_FDCWD, "/opt/s1", OpenFlags.O_PATH, Mode.NONE);
    host.run(kernel -> kernel.execveat(open, "", List.of("x"), NONE, AtFlags.AT_EMPTY_PATH));
    assertThat(seen.get(seen.size() - 1)).isEqualTo("/bin/show|-x y|/dev/fd/" + open.number());
    assertRefused(
        org.ctrtool.api.Errno.ENOENT,
        () -> host.execveat(open, "", List.of("x"), NONE, AtFlags.NONE));
  }

  @Test
  void ignoredSignalsAndTheMaskSurvive() {
    host.run(
        kernel -> {
          kernel.sigaction(Signal.SIGPIPE, SignalDisposition.SIG_IGN);
          kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGHUP));
          kernel.execve("/usr/bin/look", List.of("x"), NONE);
        });

    assertThat(seen.subList(0, 3)).containsExactly("0000000000001000", "0000000000000001", "look");
    assertThat(seen.get(4)).isEqualTo("/usr/bin/look");
  }

  @Test
  void closeOnExecDescriptorsAreClosed() {
    host.openat(AT_FDCWD, "/opt/text", OpenFlags.O_CLOEXEC, Mode.NONE);
    SimKernel child = host.fork();
    int before = child.task().descriptors().entries().size();

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> child.execve("/opt/unknown", List.of("x"), NONE))
        .isInstanceOf(TaskEnded.class);

    assertThat(before).isEqualTo(4);
    assertThat(host.fcntlGetfd(new Fd(3))).isEqualTo(org.ctrtool.api.FdFlags.FD_CLOEXEC);
  }

  @Test
  void aFailingExecLeavesEverything() {
    Fd fd = host.openat(AT_FDCWD, "/opt/text", OpenFlags.O_CLOEXEC, Mode.NONE);

    assertRefused(TaskRule.UNKNOWN_FORMAT, () -> host.execve("/opt/text", List.of(), NONE));

    assertThat(host.read(fd, 2)).containsExactly('n', 'o');
    assertThat(host.task().name()).isEqualTo("shell");
  }

  @Test
  void anOrdinaryUserHasNoCapabilitiesAfterExec() {
    SimKernel alice = host.as("alice");
    alice.run(kernel -> kernel.execve("/usr/bin/look", List.of("x"), NONE));

    assertThat(seen.get(3)).isEqualTo("0000000000000000");
  }

  @Test
  void aUserThatGotAboveItsProcessLimitCannotExec() {
    host.as("alice");
    SimKernel child = host.fork();
    child.setrlimit(Pid.SELF, Resource.RLIMIT_NPROC, new RLimit(1, 1));
    child.setresuid(new Uid(1000), new Uid(1000), new Uid(1000));

    assertRefused(
        TaskRule.EXEC_BY_TOO_MANY, () -> child.execve("/opt/unknown", List.of("x"), NONE));
  }
}
