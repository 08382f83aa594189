package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * tty_proxy and debug_shell with peers that never read, that flood, and that are gone at any byte:
 * nothing spins, grows, or is left.
 */
class HostilePeersTest {
  private static final String LIBRARY =
      """
      import os, pty, socket, subprocess, sys, threading, time
      binary, null = sys.argv[1], subprocess.DEVNULL
      def used(pid):
          fields = open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1].split()
          return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')
      def kept(pid):
          status = open('/proc/%d/status' % pid).read()
          return int(status.split('VmRSS:')[1].split()[0]), len(os.listdir('/proc/%d/fd' % pid))
      def is_flat(before, after): return after[0] < before[0] + 512 and after[1] == before[1]
      def children(pid): return open('/proc/%d/task/%d/children' % (pid, pid)).read().split()
      def first_child(pid):
          while not children(pid): time.sleep(0.01)
          return children(pid)[0]
      def ended(process, child):
          before = time.monotonic(); status = process.wait(10)
          late = time.monotonic() - before > 2
          return status, 'late' if late else 'soon', os.path.exists('/proc/' + child)
      def quiet(pid):
          time.sleep(0.5); before = used(pid), kept(pid)
          time.sleep(1); after = used(pid), kept(pid)
          spent = after[0] - before[0]
          return 'sleeps' if spent < 0.2 else 'spins', is_flat(before[1], after[1])
      def relay(program, *options, **streams):
          return subprocess.Popen([binary, 'tty_proxy', *options, 'sh', '-c', program], **streams)
      def unread(options, out, hang_up):
          p = relay('exec yes', *options, stdin=null, stdout=out)
          if out != subprocess.PIPE: os.close(out)
          child = first_child(p.pid)
          print(*quiet(p.pid)); hang_up(p); print(*ended(p, child))
      def server(*options, **streams):
          listening = socket.socket(socket.AF_UNIX); listening.bind('shell'); listening.listen(64)
          p = subprocess.Popen([binary, 'debug_shell', *options], stdin=listening, **streams)
          listening.close(); return p
      def client():
          s = socket.socket(socket.AF_UNIX); s.connect('shell'); s.settimeout(10); return s
      def served():
          s = client()
          try: s.sendall(b'word'); s.shutdown(socket.SHUT_WR); return s.recv(99)
          except OSError: return 'refused'
          finally: s.close()
      """;

  @RegisterExtension final Host host = new Host();

  private String output(String script) throws Exception {
    Host.needs("python3");
    String file = host.file("script", LIBRARY + script).toString();
    List<String> command =
        List.of("sh", "-c", "exec python3 \"$@\" 2>&1", "sh", file, host.binary().toString());
    Process process = host.start(command);
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
    return output;
  }

  @Test
  void outputThatNobodyReadsIsNotBuffered() throws Exception {
    String script =
        """
        for options in [], ['-T']:
            unread(options, subprocess.PIPE, lambda p: p.stdout.close())
        """;

    assertThat(output(script))
        .isEqualTo("sleeps True\n129 soon False\nsleeps True\n141 soon False\n");
  }

  @Test
  void aTerminalThatIsNotReadAndThenVanishesHangsTheProgramUp() throws Exception {
    String script = "m, s = pty.openpty(); unread([], s, lambda p: os.close(m))\n";

    assertThat(output(script)).isEqualTo("sleeps True\n129 soon False\n");
  }

  @Test
  void aTerminalThatVanishesHangsUpAProgramThatSaysNothing() throws Exception {
    String script =
        """
        for options in [], ['-e']:
            m, s = pty.openpty()
            p = relay('exec sleep 99.25', *options, stdin=s, stdout=s, stderr=s); os.close(s)
            child = first_child(p.pid); time.sleep(0.3)
            os.close(m); print(*ended(p, child))
        """;

    assertThat(output(script)).isEqualTo("129 soon False\n129 soon False\n");
  }

  @Test
  void inputThatNobodyReadsIsNotBuffered() throws Exception {
    String script =
        """
        def flood(fd):
            try:
                while True: os.write(fd, b'x' * 79 + b'\\n')
            except OSError: pass
        for options in [], ['-T']:
            r, w = os.pipe()
            p = relay('sleep 2; exit 3', *options, stdin=r, stdout=null); os.close(r)
            thread = threading.Thread(target=flood, args=[w]); thread.start()
            child = first_child(p.pid)
            print(*quiet(p.pid)); print(*ended(p, child)); thread.join(); os.close(w)
        """;

    assertThat(output(script)).isEqualTo("sleeps True\n3 soon False\nsleeps True\n3 soon False\n");
  }

  @Test
  void aPeerThatIsGoneAtAnyByteEndsTheProgram() throws Exception {
    String script =
        """
        for options in [], ['-T']:
            for count in [0, 1, 2, 3, 4095, 4096, 4097, 65535, 65536, 100001]:
                near, far = socket.socketpair()
                p = relay('exec yes', *options, stdin=near, stdout=near, stderr=null); near.close()
                child = first_child(p.pid); got = 0
                while got < count: got += len(far.recv(count - got))
                far.close(); print(*ended(p, child))
        """;

    assertThat(output(script))
        .isEqualTo("129 soon False\n".repeat(10) + "141 soon False\n".repeat(10));
  }

  @Test
  void floodsInBothDirectionsDoNotBlockEachOther() throws Exception {
    String script =
        """
        def fill(fd, left):
            while left: left -= os.write(fd, bytes(min(left, 1 << 16)))
            os.close(fd)
        for options in [], ['-T']:
            p = relay('test ! -t 1 || stty raw -echo; head -c 4194304 /dev/zero & head -c 4194304'
                ' >/dev/null; wait', *options, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            time.sleep(0.3)
            thread = threading.Thread(target=fill, args=[os.dup(p.stdin.fileno()), 1 << 22])
            p.stdin.close(); thread.start()
            print(len(p.stdout.read()), p.wait(10)); thread.join()
        """;

    assertThat(output(script)).isEqualTo("4194304 0\n".repeat(2));
  }

  @Test
  void aServerWhoseClientsNeverReadSleeps() throws Exception {
    String script =
        """
        p = server('-c', 'yes', stderr=null); clients = [client() for i in range(20)]
        print(*quiet(p.pid)); [c.close() for c in clients]
        time.sleep(1); print(len(children(p.pid)), 'children'); p.kill()
        """;

    assertThat(output(script)).isEqualTo("sleeps True\n0 children\n");
  }

  @Test
  void clientsThatAreGoneAtAnyByteLeaveNothing() throws Exception {
    String script =
        """
        def visits(count):
            for i in range(count):
                c = client()
                if i: c.send(b'x' * i)
                c.close()
            print(served()); time.sleep(0.5)
        p = server('-c', 'cat', '--limit', '20', stderr=null)
        visits(600); before = kept(p.pid); visits(600)  # the heap has its size after the first
        print(is_flat(before, kept(p.pid)), len(children(p.pid)), 'children'); p.kill()
        """;

    assertThat(output(script)).isEqualTo("b'word'\nb'word'\nTrue 0 children\n");
  }

  @Test
  void aServerWhoseMessagesNobodyReadsGoesOn() throws Exception {
    String script =
        """
        r, w = os.pipe()
        p = server('-c', 'cat', '--allow-uid', '12345', stderr=w); os.close(r); os.close(w)
        print(*[served() in ['refused', b''] for i in range(3)]); print(p.poll()); p.kill()
        """;

    assertThat(output(script)).isEqualTo("True True True\nNone\n");
  }
}
