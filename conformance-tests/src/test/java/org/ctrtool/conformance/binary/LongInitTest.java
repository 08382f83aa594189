package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * init with very many children: how many says {@code -Dctrtool.children=200000} (that takes about a
 * minute).
 */
class LongInitTest {
  private static final int CHILDREN = Integer.getInteger("ctrtool.children", 20_000);

  /** Orphans by the thousand; what process 1 has used; then the end. */
  private static final String SCRIPT =
      """
      batch() {
        python3 -S -E -c 'import os
      for i in range(1000):
        if os.fork() == 0: os._exit(i % 256)'
      }
      measure() {
        echo "$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/1/status) $(ls /proc/1/fd | wc -l)"
      }
      batch; batch; batch; batch
      measure
      i=0; while [ $i -lt "$1" ]; do batch; i=$((i + 1000)); done
      sleep 0.5
      measure
      echo "$(cat /proc/[0-9]*/stat | grep -c ') Z') zombies"
      test "$(sh -c 'echo $$')" -gt "$1" && echo all
      kill -USR1 1
      """;

  @RegisterExtension final Host host = new Host();

  @Test
  void allChildrenAreReapedInConstantMemory() throws IOException, InterruptedException {
    Host.needs("python3", "unshare");
    String script = host.file("script", SCRIPT).toString();
    String binary = host.binary().toString();

    Process process =
        host.start(
            List.of(
                "sh",
                "-c",
                "exec unshare -pf --kill-child --mount-proc \"$@\" 2>&1",
                "sh",
                binary,
                "init2",
                "-n",
                "/bin/sh",
                script,
                Integer.toString(CHILDREN),
                "-s",
                "USR1",
                "-a",
                "exit"));
    String output = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    List<String> lines = output.lines().toList();
    assertThat(lines).as(output).hasSizeGreaterThan(4);
    String[] before = lines.get(0).split(" ");
    String[] after = lines.get(1).split(" ");
    assertThat(Integer.parseInt(after[0]))
        .as("KiB at most")
        .isLessThan(Integer.parseInt(before[0]) + 512);
    assertThat(after[1]).as("descriptors").isEqualTo(before[1]);
    assertThat(lines.get(2)).isEqualTo("0 zombies");
    assertThat(lines.get(3)).isEqualTo("all");
    assertThat(process.exitValue()).isZero();
  }
}
