package org.ctrtool.tools.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Resource;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {
  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static RunRequest request(String... arguments) {
    ParseResult<RunOptions> result = new RunTool().grammar().parse(List.of(arguments), false);
    assertThat(result).isInstanceOf(ParseResult.Parsed.class);
    RunOptions options = ((ParseResult.Parsed<RunOptions>) result).request();
    return options.request(
        Invocation.of(new Environment(List.of("TERM=vt100", "LANG=C", "SECRET=1")), "run"));
  }

  @Test
  void withoutOptionsAContainerIsAsClosedAsItGets() {
    RunRequest request = request("--", "sh", "-c", "x");

    assertThat(request)
        .isEqualTo(
            new RunRequest(
                null,
                List.of(),
                "ctrtool",
                false,
                null,
                null,
                new RunRequest.Network.Own(),
                false,
                List.of(PATH, "HOME=/root", "TERM=vt100"),
                "/",
                false,
                RunOptions.DEFAULT_CAPABILITIES,
                List.of(),
                List.of(),
                List.of("sh", "-c", "x")));
  }

  @Test
  void everyOptionIsRead() {
    RunRequest request =
        request(
            "--image=/srv/debian",
            "--bind=/a:/b//c/./d:ro",
            "--bind=x:/y",
            "--tmpfs=/t",
            "--tmpfs=/u:size=1M,mode=1777",
            "--workdir=/home/",
            "--uid-map=0.1000.1:1.100000.9",
            "--gid-map=0.5.1",
            "--net=host",
            "--hostname=box",
            "--cap-add=net_admin",
            "--cap-drop=CAP_CHOWN,kill",
            "--tty",
            "--init",
            "--env=A=1",
            "--env=LANG",
            "--env=NOT_SET",
            "--env=HOME=/h",
            "--rlimit=nofile=64:128",
            "--keep-fd=7",
            "program");

    assertThat(request)
        .isEqualTo(
            new RunRequest(
                "/srv/debian",
                List.of(
                    new RunRequest.ExtraMount.Bind("/a", "/b/c/d", true),
                    new RunRequest.ExtraMount.Bind("x", "/y", false),
                    new RunRequest.ExtraMount.Tmpfs("/t", "mode=0755"),
                    new RunRequest.ExtraMount.Tmpfs("/u", "size=1M,mode=1777")),
                "box",
                false,
                new IdMap(List.of(new IdMap.Extent(0, 1000, 1), new IdMap.Extent(1, 100000, 9))),
                IdMap.of(0, 5, 1),
                new RunRequest.Network.Host(),
                true,
                List.of(PATH, "HOME=/h", "TERM=vt100", "A=1", "LANG=C"),
                "/home",
                true,
                RunOptions.DEFAULT_CAPABILITIES
                    .with(Capability.CAP_NET_ADMIN)
                    .without(Capability.CAP_CHOWN)
                    .without(Capability.CAP_KILL),
                List.of(new Limits.Change(Resource.RLIMIT_NOFILE, 64L, 128L)),
                List.of(7),
                List.of("program")));
  }

  @Test
  void optionsEndAtTheProgram() {
    assertThat(request("program", "--tty", "--bind").command())
        .containsExactly("program", "--tty", "--bind");
    assertThat(request("--net", "/run/netns/a", "p").network())
        .isEqualTo(new RunRequest.Network.Namespace("/run/netns/a"));
  }

  @Test
  void noCapabilityThatReachesBeyondTheContainerIsKeptByItself() {
    CapabilitySet reaching =
        CapabilitySet.of(
            Capability.CAP_SYS_ADMIN,
            Capability.CAP_MKNOD,
            Capability.CAP_SYS_MODULE,
            Capability.CAP_SYS_PTRACE,
            Capability.CAP_DAC_READ_SEARCH,
            Capability.CAP_SYS_RAWIO,
            Capability.CAP_NET_ADMIN,
            Capability.CAP_SYSLOG,
            Capability.CAP_BPF);

    assertThat(RunOptions.DEFAULT_CAPABILITIES.and(reaching)).isEqualTo(CapabilitySet.NONE);
    assertThat(RunOptions.DEFAULT_CAPABILITIES).hasToString("00000000a00425fb");
  }

  static Stream<List<String>> mistakes() {
    return Stream.of(
        List.of(),
        List.of("--"),
        List.of("--nosuch", "p"),
        List.of("-Z", "p"),
        List.of("--bind"),
        List.of("--tty=yes", "p"),
        List.of("--image", "", "p"),
        List.of("--bind", "/a", "p"),
        List.of("--bind", ":/b", "p"),
        List.of("--bind", "/a:", "p"),
        List.of("--bind", "/a:b", "p"),
        List.of("--bind", "/a:/", "p"),
        List.of("--bind", "/a://./", "p"),
        List.of("--bind", "/a:/b/../c", "p"),
        List.of("--bind", "/a:/..", "p"),
        List.of("--bind", "/a:/b:rx", "p"),
        List.of("--bind", "/a:/b:ro:", "p"),
        List.of("--tmpfs", "t", "p"),
        List.of("--tmpfs", "/", "p"),
        List.of("--tmpfs", "/a/../../b", "p"),
        List.of("--workdir", "home", "p"),
        List.of("--workdir", "/home/..", "p"),
        List.of("--hostname", "", "p"),
        List.of("--hostname", "x".repeat(65), "p"),
        List.of("--net", "", "p"),
        List.of("--net", "/run/netns/a", "--rootless", "p"),
        List.of("--uid-map", "", "p"),
        List.of("--uid-map", "0.0", "p"),
        List.of("--uid-map", "0.0.x", "p"),
        List.of("--uid-map", "0.0.-1", "p"),
        List.of("--uid-map", "0.0.0", "p"),
        List.of("--uid-map", "0.0.2:1.5.1", "p"),
        List.of("--uid-map", "0.5.2:7.6.1", "p"),
        List.of("--uid-map", "0.0.4294967296", "p"),
        List.of("--uid-map", "0.4294967295.1", "p"),
        List.of("--uid-map", "1.0.1", "p"),
        List.of("--gid-map", "5.5.5", "p"),
        List.of("--uid-map", "0.0.1" + ":9.9.0".repeat(400), "p"),
        List.of("--cap-add", "nosuch", "p"),
        List.of("--cap-drop", "", "p"),
        List.of("--env", "", "p"),
        List.of("--env", "=x", "p"),
        List.of("--rlimit", "nofile", "p"),
        List.of("--rlimit", "nosuch=1", "p"),
        List.of("--rlimit", "nofile=x", "p"),
        List.of("--keep-fd", "2", "p"),
        List.of("--keep-fd", "x", "p"),
        List.of("--keep-fd", "99999999999", "p"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsOneLineAndNothingIsDone(List<String> arguments) {
    Kernel kernel = mock();
    List<String> written = new ArrayList<>();
    keepWhatIsWritten(kernel, written);

    int status = run(kernel, arguments);

    assertThat(status).isEqualTo(2);
    assertThat(String.join("", written)).matches("ctrtool run: [ -~]+\nTry 'ctrtool help run'\n");
    assertThat(mockingDetails(kernel).getInvocations())
        .allMatch(call -> call.getMethod().getName().equals("write"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "3"})
  void aDescriptorThatIsNotOpenIsAUsageError(String number) {
    Kernel kernel = mock();
    List<String> written = new ArrayList<>();
    keepWhatIsWritten(kernel, written);
    doThrow(new KernelException(Errno.EBADF, "fcntl(" + number + ", F_GETFD)"))
        .when(kernel)
        .fcntlGetfd(any());

    int status = run(kernel, List.of("--keep-fd", number, "p"));

    assertThat(status).isEqualTo(2);
    assertThat(written)
        .containsExactly(
            "ctrtool run: --keep-fd: descriptor "
                + number
                + " is not open\nTry 'ctrtool help run'\n");
  }

  private static int run(Kernel kernel, List<String> arguments) {
    List<String> argv = new ArrayList<>(List.of("run"));
    argv.addAll(arguments);
    Invocation invocation = Invocation.of(new Environment(List.of()), argv.toArray(String[]::new));
    return ToolRun.run(new RunTool(), invocation, kernel);
  }

  private static void keepWhatIsWritten(Kernel kernel, List<String> written) {
    doAnswer(
            call -> {
              byte[] data = call.getArgument(1);
              written.add(new String(data, StandardCharsets.UTF_8));
              return data.length;
            })
        .when(kernel)
        .write(eq(Fd.STDERR), any());
  }
}
