package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * tty_proxy with very many bytes: how many MiB says {@code -Dctrtool.mebibytes=1024} (that takes
 * half a minute).
 */
class LongTtyProxyTest {
  private static final int MEBIBYTES = Integer.getInteger("ctrtool.mebibytes", 16);

  /** Random bytes through the relay, compared by checksum; the relay's memory and descriptors. */
  private static final String SCRIPT =
      """
      import hashlib, os, subprocess, sys
      count, binary, options = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
      source = '''import hashlib, random, os, sys
      r = random.Random(1); h = hashlib.sha256()
      for i in range(%d):
          d = r.randbytes(1 << 20); h.update(d); at = 0
          while at < len(d): at += os.write(1, d[at:])
          if i == 3 or i == %d - 1:
              p = os.getppid(); s = open('/proc/%%d/status' %% p).read()
              f = len(os.listdir('/proc/%%d/fd' %% p))
              os.write(9, b'%%d %%d\\\\n' %% (int(s.split('VmHWM:')[1].split()[0]), f))
      os.write(9, h.hexdigest().encode() + b'\\\\n')
      ''' % (count, count)
      open('source.py', 'w').write(source)
      out = os.open('report', os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
      os.dup2(out, 9, inheritable=True)
      program = 'test ! -t 1 || stty raw -echo; exec python3 source.py'
      relay = subprocess.Popen([binary, 'tty_proxy', *options, 'sh', '-c', program],
          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=[9])
      h = hashlib.sha256()
      while True:
          d = relay.stdout.read(1 << 16)
          if not d: break
          h.update(d)
      print(open('report').read() + h.hexdigest(), relay.wait())
      """;

  @RegisterExtension final Host host = new Host();

  @Test
  void aTerminalPassesAllBytesInConstantMemory() throws Exception {
    passes();
  }

  @Test
  void pipesPassAllBytesInConstantMemory() throws Exception {
    passes("-T");
  }

  private void passes(String... options) throws Exception {
    Host.needs("python3");
    List<String> command =
        new java.util.ArrayList<>(
            List.of("sh", "-c", "cd \"$1\" && shift && exec python3 \"$@\" 2>&1", "sh"));
    java.nio.file.Path script = host.file("script", SCRIPT);
    command.add(script.getParent().toString());
    command.add(script.toString());
    command.add(Integer.toString(MEBIBYTES));
    command.add(host.binary().toString());
    command.addAll(List.of(options));

    Process process = host.start(command);
    String output = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    List<String> lines = output.lines().toList();
    assertThat(lines).as(output).hasSize(4);
    String[] before = lines.get(0).split(" ");
    String[] after = lines.get(1).split(" ");
    assertThat(Integer.parseInt(after[0]))
        .as("KiB at most")
        .isLessThan(Integer.parseInt(before[0]) + 1024);
    assertThat(after[1]).as("descriptors").isEqualTo(before[1]);
    assertThat(lines.get(3)).as("checksum and status").isEqualTo(lines.get(2) + " 0");
  }
}
