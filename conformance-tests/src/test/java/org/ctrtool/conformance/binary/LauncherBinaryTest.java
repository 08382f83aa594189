package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ctrtool.conformance.example.Example;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.api.Test;

/** Launches where a host of its own is needed; the others are examples. */
class LauncherBinaryTest {
  @Test
  void theScriptSeesTheChildAndNothingElse() throws Exception {
    assertThat(
            run(
                """
                cat >hook <<'E'
                #!/bin/sh
                echo "$# arguments, $3, $(readlink /proc/self/fd/$2 | sed s/$1/PID/)"
                echo "child is $(cat /proc/$1/comm)"
                test "$(readlink /proc/$1/ns/net)" != "$(readlink /proc/self/ns/net)" && echo ready
                ls /proc/self/fd | wc -l
                exit ${RC-0}
                E
                chmod 755 hook
                ctrtool launcher -wn -L log -K lock -x ./hook echo the program; echo "status $?"
                cat log
                RC=5 ctrtool launcher -wn -x ./hook echo not run >out 2>err; echo "status $?"
                grep -o 'the script ended with status 5' err
                ctrtool launcher -w -x /nonexistent echo not run 2>/dev/null; echo "status $?"
                ctrtool launcher -w -d -x 'kill -9 $$' echo not run; echo "status $?"
                ls /proc >list; grep -c '^[0-9]' list
                """))
        .isEqualTo(
            // Standard descriptors, /proc/PID and the directory that ls reads; two shells of the
            // lab, and ls.
            """
            3 arguments, -1, /proc/PID
            child is ctrtool
            ready
            5
            status 0
            the program
            status 125
            the script ended with status 5
            status 125
            <message>
            status 125
            3
            """);
  }

  @Test
  void aProcOfAnotherPidNamespaceIsNotUsed() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/sys/kernel/ns_last_pid")), "PIDs cannot be chosen");

    // The child has, in its own namespace, the PID that the second sleep has in that of /proc.
    assertThat(
            runVerbatim(
                """
                sleep 30 & p=$!; sleep 30 & sleep 30 &
                unshare -pf --kill-child sh -c '
                next() { echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid; }
                next '$p'; ctrtool launcher -w -d -x "echo hook" true; echo "status $?"
                next '$p'; ctrtool launcher --escape -Uw --uid-map=0.0.1 true; echo "status $?"
                next '$p'; ctrtool launcher -w echo works'
                """))
        .matches(
            "ctrtool launcher: .*another PID namespace.*\\nstatus 125\\n"
                + "ctrtool launcher: .*another PID namespace.*\\nstatus 125\\nworks\\n");
  }

  @Test
  void theNewRootIsAllThereIs() throws Exception {
    assertThat(
            run(
                """
                L() {
                  ctrtool launcher -mpw -t --pivot-root=/proc/driver "$@"; echo "status $?"
                }
                hook='nsenter --mount=/proc/self/fd/$2/ns/mnt mkroot /proc/driver'
                L -d -x "$hook" sh -c 'ls /; pwd; ls /proc | grep -c "^[0-9]"
                  awk "{print \\$5, \\$(NF-2)}" /proc/self/mountinfo'
                L -S 7 -d -x "$hook" sh -c 'id -u; grep CapEff /proc/self/status'
                L -d -x "$hook; rmdir /proc/\\$1/root/proc/driver/proc" true
                L -d -x "$hook; cd /proc/\\$1/root/proc/driver; rmdir proc; ln -s tmp proc" true
                L true
                ctrtool launcher -mw -r /nonexistent true; echo "status $?"
                """))
        .isEqualTo(
            """
            ISNEW
            bin
            proc
            tmp
            /
            3
            / tmpfs
            /proc proc
            status 0
            7
            CapEff:\t0000000000000000
            status 0
            <message>
            status 125
            <message>
            status 125
            <message>
            status 125
            <message>
            status 125
            """);
  }

  private static String runVerbatim(String script) throws Exception {
    return Lab.run(Example.Caller.ROOT, script).output();
  }

  /** The same, with {@code <message>} for each diagnostic. */
  private static String run(String script) throws Exception {
    return runVerbatim(script)
        .replaceAll("(?m)^Try 'ctrtool help.*\n", "")
        .replaceAll("(?m)^ctrtool launcher: .*$", "<message>");
  }
}
