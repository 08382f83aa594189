package org.ctrtool.tools.debugshell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.OnSim;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.grammar.UsageError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.InOrder;

class DebugShellToolTest {
  private static final Fd SOCKET = new Fd(3);
  private static final String ADDRESS = "/run/shell";

  private final OnSim sim =
      new OnSim(SimHost.with().user("alice", 1000).directory("/run", 0777, 0, 0));
  private final Kernel kernel = mock();

  @AfterEach
  void switchOff() {
    sim.close();
  }

  // What the options mean

  private static ParseResult<DebugShellTool.Request> parse(String line) {
    return new DebugShellTool().grammar().parse(List.of(line.split(" ")), false);
  }

  private static DebugShellTool.Request request(String line) {
    ParseResult<DebugShellTool.Request> result = parse(line);
    assertThat(result).as("%s", result).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<DebugShellTool.Request>) result).request();
  }

  @Test
  void everyOptionIsForTheServerAndWhatFollowsIsTheProgram() {
    DebugShellTool.Request request =
        request(
            "-c sh -c -c --word -x -f 7 --allow-uid 0 --allow-uid 1000 --limit 5"
                + " --stderr-to-client --end-with-program p -f 9");

    assertThat(request.command).containsExactly("sh", "-c", "-x");
    assertThat(request.socket).isEqualTo(new Fd(7));
    assertThat(request.allowed).containsExactly(new Uid(0), new Uid(1000));
    assertThat(request.limit).isEqualTo(5);
    assertThat(request.errorsToClient).isTrue();
    assertThat(request.endWithProgram).isTrue();
    assertThat(request.program).containsExactly("p", "-f", "9");
  }

  @Test
  void theSocketIsStandardInputAndEverybodyIsServedUnlessTold() {
    DebugShellTool.Request request = request("-c sh");

    assertThat(request.socket).isEqualTo(Fd.STDIN);
    assertThat(request.allowed).isEmpty();
    assertThat(request.limit).isEqualTo(Integer.MAX_VALUE);
    assertThat(request.errorsToClient).isFalse();
    assertThat(request.program).isEmpty();
  }

  @Test
  void aFailureIsThatOfALauncherOnlyIfThereIsAProgram() {
    assertThat(new DebugShellTool().failureStatus(request("-c sh"))).isEqualTo(1);
    assertThat(new DebugShellTool().failureStatus(request("-c sh p"))).isEqualTo(125);
  }

  @ParameterizedTest
  @CsvSource({
    "-l,                          'no command: -c is needed'",
    "-c,                          'option -c needs an argument: WORD'",
    "-c sh -f x,                  '-f: \"x\" is not a number from 0 to 2147483647'",
    "-c sh -f -1,                 '-f: \"-1\" is not a number from 0 to 2147483647'",
    "-c sh --limit 0,             '--limit: \"0\" is not a number from 1 to 1000'",
    "-c sh --limit 1001,          '--limit: \"1001\" is not a number from 1 to 1000'",
    "-c sh --allow-uid root,      '--allow-uid: \"root\" is not a number from 0 to 4294967294'",
    "-c sh -E --allow-uid 0,      '--allow-uid is for Unix sockets alone'",
    "-c sh --end-with-program,    '--end-with-program needs a PROGRAM'",
    "-c sh -Z,                    'unknown option -Z'"
  })
  void mistakes(String line, String what) {
    assertThat(parse(line)).isEqualTo(new ParseResult.Mistake<>(what));
  }

  // What is checked before anything is changed

  private int run(String line) {
    Invocation invocation = Invocation.of(new Environment(List.of()), "debug_shell");
    return new DebugShellTool().run(request(line), invocation, kernel);
  }

  private void isSocket(SocketDomain domain, boolean listens) {
    when(kernel.fcntlGetfd(SOCKET)).thenReturn(FdFlags.NONE);
    when(kernel.getsockopt(SOCKET, SocketOption.SO_DOMAIN)).thenReturn(domain.number());
    when(kernel.getsockopt(SOCKET, SocketOption.SO_ACCEPTCONN)).thenReturn(listens ? 1 : 0);
  }

  private void nothingIsDone() {
    verify(kernel, never()).listen(any(), anyInt());
    verify(kernel, never()).fcntlSetfd(any(), any());
    verify(kernel, never()).sigaction(any(), any());
    verify(kernel, never()).accept4(any(), any());
    verify(kernel, never()).clone(any(), any());
    verify(kernel, never()).become(any(), any());
  }

  @Test
  void aDescriptorThatIsNotOpenIsAUsageError() {
    when(kernel.fcntlGetfd(SOCKET)).thenThrow(new KernelException(Errno.EBADF, "fcntl"));

    assertThatThrownBy(() -> run("-l -f 3 -c sh p"))
        .isInstanceOf(UsageError.class)
        .hasMessage("descriptor 3 is not open");
    nothingIsDone();
  }

  @Test
  void aSocketOfTheNetworkIsRefusedBeforeItListens() {
    isSocket(SocketDomain.AF_INET, false);

    assertThatThrownBy(() -> run("-l -f 3 -c sh p"))
        .isInstanceOf(ToolFailure.class)
        .hasMessageStartingWith("not a Unix domain socket");
    nothingIsDone();
  }

  @Test
  void theLastWordOnTheFamilyCounts() {
    isSocket(SocketDomain.AF_INET, true);

    assertThatThrownBy(() -> run("-E -u -f 3 -c sh p")).isInstanceOf(ToolFailure.class);
    nothingIsDone();
  }

  @Test
  void aSocketThatDoesNotListenIsRefusedAndStaysSo() {
    isSocket(SocketDomain.AF_UNIX, false);

    assertThatThrownBy(() -> run("-f 3 -c sh p"))
        .isInstanceOf(ToolFailure.class)
        .hasMessageStartingWith("not a listening socket");
    nothingIsDone();
  }

  @Test
  void theSocketListensAndIsHiddenBeforeAnythingIsWaitedFor() {
    isSocket(SocketDomain.AF_INET, false);
    KernelException end = new KernelException(Errno.EINVAL, "ppoll");
    when(kernel.ppoll(any(), any())).thenThrow(end);

    assertThatThrownBy(() -> run("-E -l -f 3 -c sh")).isSameAs(end);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).getsockopt(SOCKET, SocketOption.SO_DOMAIN);
    calls.verify(kernel).listen(SOCKET, 4096);
    calls.verify(kernel).fcntlSetfd(SOCKET, FdFlags.FD_CLOEXEC);
    calls.verify(kernel).ppoll(any(), any());
  }

  // What clients get

  private final SimKernel host = sim.host();

  /** A server as a child of the login, whose standard input listens. */
  private Pid serve(String... options) {
    Fd socket = host.socket(SocketDomain.AF_UNIX, SocketType.SOCK_STREAM, 0);
    host.bind(socket, new SocketAddress.UnixPath(ADDRESS));
    host.fchmodat(Fd.AT_FDCWD, ADDRESS, new Mode(0777));
    String[] argv = new String[options.length + 2];
    argv[0] = "debug_shell";
    argv[1] = "-l";
    System.arraycopy(options, 0, argv, 2, options.length);
    Pid server =
        host.clone(
            new CloneRequest(CloneFlags.NONE, new Ending("server", 1)),
            child -> {
              child.dup3(socket, Fd.STDIN, PipeFlags.NONE);
              child.close(socket);
              become(child, argv);
            });
    host.close(socket);
    host.settle();
    return server;
  }

  private void become(ChildKernel child, String... argv) {
    sim.become((Kernel) child, argv);
  }

  private void end(Pid server) {
    host.kill(server, Signal.SIGTERM);
    host.settle();
  }

  private static Fd connected(Kernel client) {
    Fd socket = client.socket(SocketDomain.AF_UNIX, SocketType.SOCK_STREAM, 0);
    client.connect(socket, new SocketAddress.UnixPath(ADDRESS));
    return socket;
  }

  /** Everything that comes until the other side has closed the connection. */
  private static String all(Kernel client, Fd socket) {
    StringBuilder text = new StringBuilder();
    byte[] data = client.read(socket, 100);
    while (data.length > 0) {
      text.append(OsStrings.decode(data));
      data = client.read(socket, 100);
    }
    client.close(socket);
    return text.toString();
  }

  @Test
  void everyClientHasACommandThatLeadsASessionAndSeesOneConnection() {
    sim.looking(
        command -> {
          String word = OsStrings.decode(command.read(Fd.STDIN, 100));
          boolean leads = command.getpid().toString().equals(OnSim.status(command, "NSsid"));
          boolean alone =
              OnSim.target(command, 0).equals(OnSim.target(command, 1))
                  && OnSim.target(command, 3).equals("closed")
                  && OnSim.target(command, 4).equals("closed");
          String ignored = OnSim.status(command, "SigIgn");
          command.writeAll(
              Fd.STDOUT,
              OsStrings.encode(word + " leads:" + leads + " alone:" + alone + " " + ignored));
        });
    Pid server = serve("-c", "look");

    Fd one = connected(host);
    Fd two = connected(host);
    host.writeAll(two, OsStrings.encode("second"));
    host.writeAll(one, OsStrings.encode("first"));

    assertThat(all(host, one)).isEqualTo("first leads:true alone:true 0000000000000000");
    assertThat(all(host, two)).isEqualTo("second leads:true alone:true 0000000000000000");
    end(server);
    assertThat(host.executions()).hasSize(2);
  }

  @Test
  void whoMayNotConnectGetsNothingAndStartsNothing() {
    sim.looking(command -> command.writeAll(Fd.STDOUT, OsStrings.encode("hello")));
    Pid server = serve("--allow-uid", "1000", "-c", "look");

    assertThat(all(host, connected(host))).isEmpty();
    assertThat(host.executions()).isEmpty();
    SimKernel alice = host.as("alice");
    assertThat(all(alice, connected(alice))).isEqualTo("hello");

    end(server);
    assertThat(sim.errors()).isEqualTo("ctrtool debug_shell: user 0 is not served\n");
  }

  @Test
  void oneMoreThanTheLimitWaitsForTheEndOfOne() {
    sim.looking(command -> command.ppoll(List.of(), new Timespec(10, 0)));
    Pid server = serve("--limit", "2", "-c", "look");
    List<Fd> clients = List.of(connected(host), connected(host), connected(host));

    host.ppoll(List.of(), new Timespec(5, 0));
    assertThat(host.executions()).hasSize(2);

    for (Fd client : clients) {
      assertThat(all(host, client)).isEmpty();
    }
    assertThat(host.executions()).hasSize(3);
    assertThat(host.clockGettime(1).seconds()).isEqualTo(20);
    end(server);
  }

  @Test
  void whatIsNoSocketStartsNothing() {
    assertThat(sim.run("debug_shell", "-f", "9", "-c", "look", "look")).isEqualTo(2);
    assertThat(sim.run("debug_shell", "-c", "look", "look")).isEqualTo(125);
    assertThat(sim.run("debug_shell", "-c", "look")).isEqualTo(1);

    assertThat(host.executions()).isEmpty();
    assertThat(sim.errors()).contains("descriptor 9 is not open", "ENOTSOCK");
  }
}
