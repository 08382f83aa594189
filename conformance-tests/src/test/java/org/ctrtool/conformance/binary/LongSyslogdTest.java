package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * syslogd with very many messages: how many says {@code -Dctrtool.messages=1000000} (that takes
 * half a minute).
 */
class LongSyslogdTest {
  private static final int MESSAGES = Integer.getInteger("ctrtool.messages", 100_000);

  /** Messages and garbage, with descriptors; what the daemon has used; then the end. */
  private static final String SCRIPT =
      """
      import array, os, random, signal, socket, subprocess, sys, time
      count, binary = int(sys.argv[1]), sys.argv[2]
      daemon = subprocess.Popen([binary, 'syslogd', '-i', 'log.sock', '-o', 'log'])
      sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      while True:
          try: sender.connect('log.sock'); break
          except OSError: time.sleep(0.01)
      sender.settimeout(20)
      passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2]))]
      def send(n):
          for i in range(n):
              if i % 100 == 0: sender.sendmsg([b'x'], passed)
              elif i % 100 == 1: sender.send(random.randbytes(random.randrange(1, 3000)))
              else: sender.send(b'<13>Nov 23 11:22:33 tag[1]: message %d' % i)
      def measure():
          time.sleep(0.5)
          status = open('/proc/%d/status' % daemon.pid).read()
          peak = int(status.split('VmHWM:')[1].split()[0])
          print(peak, len(os.listdir('/proc/%d/fd' % daemon.pid)), flush=True)
      send(30000); measure(); send(count); measure()
      time.sleep(0.3)
      daemon.send_signal(signal.SIGTERM)
      print(daemon.wait(20), sum(1 for line in open('log', 'rb')))
      """;

  @RegisterExtension final Host host = new Host();

  @Test
  void allMessagesAreWrittenInConstantMemory() throws Exception {
    Host.needs("python3");
    String script = host.file("script", SCRIPT).toString();

    Process process =
        host.start(
            List.of(
                "sh",
                "-c",
                "exec python3 \"$@\" 2>&1",
                "sh",
                script,
                Integer.toString(MESSAGES),
                host.binary().toString()));
    String output = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    List<String> lines = output.lines().toList();
    assertThat(lines).as(output).hasSize(3);
    String[] before = lines.get(0).split(" ");
    String[] after = lines.get(1).split(" ");
    assertThat(Integer.parseInt(after[0]))
        .as("KiB at most")
        .isLessThan(Integer.parseInt(before[0]) + 1024);
    assertThat(after[1]).as("descriptors").isEqualTo(before[1]);
    assertThat(lines.get(2)).isEqualTo("-15 " + (MESSAGES + 30000));
  }
}
