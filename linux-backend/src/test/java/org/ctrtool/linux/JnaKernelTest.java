package org.ctrtool.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.abi.ReportSocket;
import org.ctrtool.api.tape.HelperReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JnaKernelTest {
  private static final Ending ENDING = new Ending("test", 125);
  private static final Environment EMPTY = new Environment(List.of());
  private static final OpenFlags READ = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
  private static final CloneFlags USER_AND_PID =
      CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWPID);

  private final JnaKernel kernel = JnaKernel.open();

  @Test
  void answersLikeTheKernel() {
    assertThat(kernel.getpid().number()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(kernel.getcwd()).isEqualTo(Path.of("").toAbsolutePath().toString());
  }

  @Test
  void aRefusalHasItsErrnoAndItsCall() {
    assertThatThrownBy(() -> open("/no/such/file"))
        .isInstanceOf(KernelException.class)
        .hasMessage("openat(AT_FDCWD, \"/no/such/file\", O_RDONLY|O_CLOEXEC, 000): ENOENT");
  }

  @Test
  void aChildExecutesAProgram() {
    assertThat(outputOf(CloneFlags.NONE, "echo hello")).isEqualTo("hello\n");
  }

  @Test
  void aSequenceWithoutAnExecEndsWithStatusZero() {
    assertThat(statusOf(CloneFlags.NONE, child -> {})).isZero();
  }

  @Test
  void theStatusOfAProgramIsThatOfTheChild() {
    assertThat(statusOf(CloneFlags.NONE, shell("exit 7"))).isEqualTo(7);
  }

  @Test
  void aChildInNewNamespacesIsTheFirstProcessThere() {
    assumeNamespaces();

    assertThat(outputOf(USER_AND_PID, "echo $$")).isEqualTo("1\n");
  }

  @Test
  void aChildInNewNamespacesIsAChildOfThisProcess() {
    assumeNamespaces();
    Pipe held = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pid child = clone(USER_AND_PID, inside -> inside.awaitByte(held.readEnd()));

    long parent = ProcessHandle.of(child.number()).orElseThrow().parent().orElseThrow().pid();
    kernel.writeAll(held.writeEnd(), new byte[1]);

    assertThat(parent).isEqualTo(ProcessHandle.current().pid());
    assertThat(kernel.waitid(child, WaitFlags.WEXITED).shellStatus()).isZero();
    close(held);
  }

  @Test
  void aCloneThatTheKernelRefusesIsARefusedCall() {
    CloneFlags threadWithoutSharedHandlers = new CloneFlags(0x10000);

    assertThatThrownBy(() -> clone(threadWithoutSharedHandlers, child -> {}))
        .isInstanceOf(KernelException.class)
        .hasMessage("clone(0x10000|SIGCHLD): EINVAL");
  }

  @Test
  void whatAJvmCannotShareIsSaid() {
    assertThatThrownBy(() -> clone(CloneFlags.CLONE_FILES, child -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aChildReportsThatItReachedItsExec() {
    JnaKernel.Started started = start(shell("exit 0"));

    assertThat(reportsOf(started)).containsExactly(new HelperReport.ReachedExec());
  }

  @Test
  void aChildReportsTheStepThatFailed() {
    JnaKernel.Started started =
        start(
            child -> {
              child.doing("failing");
              child.setsid();
              child.chdir("/no/such/place");
            });

    assertThat(reportsOf(started))
        .containsExactly(new HelperReport.Failed(2, Errno.ENOENT, "chdir(\"/no/such/place\")"));
  }

  @Test
  void anExecThatFailsIsReportedAfterItWasReached() {
    JnaKernel.Started started =
        start(child -> child.execve("/no/such/program", List.of("program"), EMPTY));

    assertThat(reportsOf(started))
        .containsExactly(
            new HelperReport.ReachedExec(),
            new HelperReport.Failed(
                0, Errno.ENOENT, "execve(\"/no/such/program\", [\"program\"], /* 0 vars */)"));
  }

  @Test
  void theStepsOfATracedChildAreShown() {
    JnaKernel traced = JnaKernel.openTraced();

    String output =
        outputOf(
            traced,
            CloneFlags.NONE,
            child -> {
              child.dup3(Fd.STDOUT, Fd.STDERR, PipeFlags.NONE);
              child.umask(new Mode(022));
            },
            "true");

    assertThat(output).contains("umask(022) = ").contains("execve(\"/bin/sh\"");
  }

  @Test
  void descriptorsHaveTheSameNumbersInAChild() throws IOException {
    Path file = Files.createTempFile("descriptor", "");
    Files.writeString(file, "content");
    Fd fd = open(file.toString());

    String output =
        outputOf(
            CloneFlags.NONE,
            child -> child.fcntlSetfd(fd, FdFlags.NONE),
            "cat /proc/self/fd/" + fd.number());

    assertThat(output).isEqualTo("content");
    kernel.close(fd);
    Files.delete(file);
  }

  @Test
  void aProgramGetsNoDescriptorThatItShouldNot() {
    Fd opened = open("/dev/null");

    String output = outputOf(CloneFlags.NONE, "for f in /proc/$$/fd/*; do readlink $f; done; true");

    // Standard input, output, error, and the directory that the shell itself looks at.
    assertThat(output.lines().filter(line -> !line.contains("/proc/"))).hasSize(3);
    kernel.close(opened);
  }

  @Test
  void aTapeMayPutADescriptorWhereverItLikes() {
    // More numbers than there are descriptors here: the channel of the reports is at one of them.
    Pipe pipe = kernel.pipe2(PipeFlags.O_CLOEXEC);
    JnaKernel.Started started =
        start(
            child -> {
              for (int number = 3; number < 200; number++) {
                if (number != pipe.readEnd().number() && number != pipe.writeEnd().number()) {
                  child.dup3(Fd.STDIN, new Fd(number), PipeFlags.O_CLOEXEC);
                }
              }
              child.chdir("/no/such/place");
            });

    assertThat(reportsOf(started)).hasSize(1);
    close(pipe);
  }

  @Test
  void descriptorsOfTheJvmAreNeitherReplacedNorClosed() throws IOException {
    int modules = descriptorOf("lib/modules");
    assumeTrue(modules > 2, "the JVM keeps its modules open");

    KernelException refusal =
        catchThrowableOfType(
            KernelException.class, () -> kernel.dup3(Fd.STDIN, new Fd(modules), PipeFlags.NONE));

    assertThat(refusal.errno()).isEqualTo(Errno.EBUSY);
    kernel.closeRange(3, 0xFFFFFFFFL, CloseRangeFlags.NONE);
    assertThat(descriptorOf("lib/modules")).isEqualTo(modules);
  }

  @Test
  void aFileIsOpenedInAnotherNetworkNamespace() {
    assumeNamespaces();
    Pipe held = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pipe ready = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pid child =
        clone(
            CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWNET),
            inside -> {
              inside.writeAll(ready.writeEnd(), new byte[1]);
              inside.awaitByte(held.readEnd());
            });
    kernel.awaitByte(ready.readEnd());
    Fd process = kernel.pidfdOpen(child);
    SetnsTypes types = SetnsTypes.CLONE_NEWUSER.or(SetnsTypes.CLONE_NEWNET);
    NamespaceEntry where = new NamespaceEntry(List.of(new NamespaceEntry.Step(process, types)));

    Fd file =
        kernel.openIn(
            where,
            inside -> inside.openat(Fd.AT_FDCWD, "/proc/thread-self/net/dev", READ, Mode.NONE));

    String text = new String(kernel.read(file, 65536), UTF_8);
    assertThat(kernel.fcntlGetfd(file)).isEqualTo(FdFlags.FD_CLOEXEC);
    assertThat(text.lines().filter(line -> line.contains(":"))).hasSize(1);
    assertThat(text).contains("lo:");
    kernel.writeAll(held.writeEnd(), new byte[1]);
    assertThat(kernel.waitid(child, WaitFlags.WEXITED).shellStatus()).isZero();
    kernel.close(file);
    kernel.close(process);
    close(held);
    close(ready);
  }

  @Test
  void aRefusalInsideOtherNamespacesIsThrownHere() {
    int before = openDescriptors();

    assertThatThrownBy(
            () ->
                kernel.openIn(
                    new NamespaceEntry(List.of()),
                    inside -> inside.openat(Fd.AT_FDCWD, "/no/such/file", READ, Mode.NONE)))
        .isInstanceOf(KernelException.class)
        .hasMessage("openat(AT_FDCWD, \"/no/such/file\", O_RDONLY|O_CLOEXEC, 000): ENOENT");
    assertThat(openDescriptors()).isEqualTo(before);
  }

  @Test
  void aThousandChildrenLeaveNothingBehind() {
    assumeNamespaces(); // and loads what is loaded once
    CloneFlags withNamespace = CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWUTS);
    int before = openDescriptors();

    for (int i = 0; i < 500; i++) {
      assertThat(statusOf(CloneFlags.NONE, child -> {})).isZero();
      assertThat(statusOf(withNamespace, child -> {})).isZero();
    }

    assertThat(openDescriptors()).isEqualTo(before);
    assertThat(ProcessHandle.current().children().filter(each -> each.info().command().isEmpty()))
        .as("zombies")
        .isEmpty();
  }

  @Test
  void aDeathSignalDoesNotComeWhenTheCallingThreadEnds() throws InterruptedException {
    Pipe held = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pipe ready = kernel.pipe2(PipeFlags.O_CLOEXEC);
    AtomicReference<Pid> child = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () ->
                    child.set(
                        clone(
                            CloneFlags.NONE,
                            inside -> {
                              inside.prctlSetPdeathsig(Signal.SIGKILL);
                              inside.writeAll(ready.writeEnd(), new byte[1]);
                              inside.awaitByte(held.readEnd());
                            })));
    kernel.awaitByte(ready.readEnd());

    caller.join();
    Thread.sleep(50);

    kernel.writeAll(held.writeEnd(), new byte[1]);
    assertThat(kernel.waitid(child.get(), WaitFlags.WEXITED))
        .isEqualTo(new WaitStatus(child.get(), WaitStatus.Cause.CLD_EXITED, 0));
    close(held);
    close(ready);
  }

  @Test
  void aThreadThatLeftANamespaceKeepsItsKernelAndItsChildren() throws InterruptedException {
    AtomicReference<JnaKernel> kept = new AtomicReference<>();
    AtomicReference<String> host = new AtomicReference<>("");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    JnaKernel own = JnaKernel.open();
                    own.unshare(UnshareFlags.CLONE_NEWUTS);
                    own.sethostname("inside".getBytes(UTF_8));
                    kept.set(own);
                    host.set(
                        outputOf(
                            own, CloneFlags.NONE, child -> {}, "cat /proc/sys/kernel/hostname"));
                  } catch (KernelException refused) {
                    failure.set(refused);
                  }
                });
    thread.join();
    assumeTrue(failure.get() == null, "no new UTS namespace: " + failure.get());

    assertThat(host.get()).isEqualTo("inside\n");
    assertThatThrownBy(() -> kept.get().getpid()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSignalForAnyThreadReachesTheOneThatReadsIt() throws Exception {
    AtomicReference<byte[]> read = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  JnaKernel own = JnaKernel.open();
                  SignalSet set = SignalSet.of(Signal.SIGWINCH);
                  own.sigprocmask(SignalMaskChange.SIG_BLOCK, set);
                  Fd signals = own.signalfd(set, PipeFlags.O_CLOEXEC);
                  own.kill(own.getpid(), Signal.SIGWINCH);
                  List<PollFd> wanted = List.of(new PollFd(signals, PollEvents.POLLIN));
                  if (!own.ppoll(wanted, new Timespec(10, 0)).isEmpty()) {
                    read.set(own.read(signals, 128));
                  }
                  own.close(signals);
                });
    reader.join();

    assertThat(read.get()).startsWith(28, 0, 0, 0).hasSize(128);
  }

  @Test
  void aVirtualThreadHasNoNamespacesToLeave() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                JnaKernel.open().unshare(UnshareFlags.CLONE_NEWUTS);
              } catch (RuntimeException refused) {
                failure.set(refused);
              }
            })
        .join();

    assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
  }

  // What the tests are made of

  private Fd open(String path) {
    return kernel.openat(Fd.AT_FDCWD, path, READ, Mode.NONE);
  }

  private Pid clone(CloneFlags flags, Consumer<ChildKernel> child) {
    return kernel.clone(new CloneRequest(flags, ENDING), child);
  }

  private JnaKernel.Started start(Consumer<ChildKernel> child) {
    return kernel.start(
        new CloneRequest(CloneFlags.NONE, ENDING),
        inside -> {
          Fd quiet =
              inside.openat(
                  Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR.or(OpenFlags.O_CLOEXEC), Mode.NONE);
          inside.dup3(quiet, Fd.STDERR, PipeFlags.NONE);
          child.accept(inside);
        },
        true);
  }

  /** All reports of a child until it is gone; steps are counted as those of the test. */
  private List<HelperReport> reportsOf(JnaKernel.Started started) {
    Fd socket = Objects.requireNonNull(started.reports());
    ReportSocket reports = new ReportSocket(new JnaMachine(), socket);
    List<HelperReport> all = new java.util.ArrayList<>();
    HelperReport report = reports.receive().report();
    while (report != null) {
      all.add(
          report instanceof HelperReport.Failed failed
              ? new HelperReport.Failed(failed.step() - 2, failed.errno(), failed.what())
              : report);
      report = reports.receive().report();
    }
    new PlainKernel(new JnaMachine()).close(socket);
    kernel.waitid(started.pid(), WaitFlags.WEXITED);
    return all;
  }

  private int statusOf(CloneFlags flags, Consumer<ChildKernel> child) {
    return kernel.waitid(clone(flags, child), WaitFlags.WEXITED).shellStatus();
  }

  private String outputOf(CloneFlags flags, String script) {
    return outputOf(flags, child -> {}, script);
  }

  private String outputOf(CloneFlags flags, Consumer<ChildKernel> before, String script) {
    return outputOf(kernel, flags, before, script);
  }

  private static String outputOf(
      JnaKernel kernel, CloneFlags flags, Consumer<ChildKernel> before, String script) {
    Pipe pipe = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pid pid =
        kernel.clone(
            new CloneRequest(flags, ENDING),
            child -> {
              child.dup3(pipe.writeEnd(), Fd.STDOUT, PipeFlags.NONE);
              before.accept(child);
              shell(script).accept(child);
            });
    kernel.close(pipe.writeEnd());
    StringBuilder output = new StringBuilder();
    byte[] more = kernel.read(pipe.readEnd(), 4096);
    while (more.length > 0) {
      output.append(new String(more, UTF_8));
      more = kernel.read(pipe.readEnd(), 4096);
    }
    kernel.close(pipe.readEnd());
    assertThat(kernel.waitid(pid, WaitFlags.WEXITED).shellStatus()).isZero();
    return output.toString();
  }

  private static Consumer<ChildKernel> shell(String script) {
    return child -> child.execve("/bin/sh", List.of("sh", "-c", script), EMPTY);
  }

  private void close(Pipe pipe) {
    kernel.close(pipe.readEnd());
    kernel.close(pipe.writeEnd());
  }

  private void assumeNamespaces() {
    try {
      statusOf(CloneFlags.CLONE_NEWUSER, child -> {});
    } catch (KernelException refused) {
      assumeTrue(false, "no user namespaces here: " + refused.getMessage());
    }
  }

  private static int openDescriptors() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }

  private static int descriptorOf(String end) throws IOException {
    for (File each : Objects.requireNonNull(new File("/proc/self/fd").listFiles())) {
      if (Files.isSymbolicLink(each.toPath())
          && Files.readSymbolicLink(each.toPath()).toString().endsWith(end)) {
        return Integer.parseInt(each.getName());
      }
    }
    return -1;
  }
}
