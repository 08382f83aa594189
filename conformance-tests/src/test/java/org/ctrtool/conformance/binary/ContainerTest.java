package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ctrtool.conformance.binary.Host.Caller;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program finds in its container. */
class ContainerTest {
  @RegisterExtension final Host host = new Host();

  @ParameterizedTest
  @EnumSource
  void theProgramIsUserZeroOnAHostOfItsOwn(Caller caller) {
    Ran ran =
        host.run(
            caller, "--hostname", "box", "--", "sh", "-c", "id -u; id -g; id -G; hostname; pwd");

    assertThat(ran.succeeded().lines()).containsExactly("0", "0", "0", "box", "/");
  }

  @ParameterizedTest
  @EnumSource
  void theImageIsReadOnlyAndNothingElseOfTheHostIsMounted(Caller caller) {
    List<MountLine> mounts =
        host.script(caller, "cat /proc/self/mountinfo").succeeded().lines().stream()
            .map(MountLine::of)
            .toList();

    assertThat(mounts).filteredOn(mount -> mount.point().equals("/")).hasSize(1);
    assertThat(mounts)
        .allSatisfy(
            mount -> {
              assertThat(mount.point())
                  .matches(
                      "/|/_fsroot_ro(/(bin|lib.*|opt|sbin|usr|etc)(/.*)?)?|/dev/.*|/proc(/.*)?");
              assertThat(mount.options()).contains("nosuid");
              assertThat(mount.propagation()).isEmpty();
            });
    assertThat(mounts)
        .filteredOn(mount -> mount.point().startsWith("/_fsroot_ro"))
        .isNotEmpty()
        .allSatisfy(mount -> assertThat(mount.options()).contains("ro", "nosuid", "nodev"));
    assertThat(mounts)
        .filteredOn(
            mount -> mount.point().matches("/dev/[a-z]*") && mount.type().equals("devtmpfs"))
        .extracting(MountLine::point)
        .containsExactly(
            "/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero");
    assertThat(mounts)
        .filteredOn(mount -> mount.point().equals("/proc"))
        .singleElement()
        .satisfies(proc -> assertThat(proc.options()).contains("nosuid", "nodev", "noexec"));
  }

  @ParameterizedTest
  @EnumSource
  void theImageCannotBeWrittenTo(Caller caller) throws Exception {
    Ran ran =
        host.script(caller, "for d in usr etc opt; do : >> /$d/ctrtool-test && echo $d; done; :");

    for (String directory : List.of("/usr", "/etc", "/opt")) {
      assertThat(Files.deleteIfExists(Path.of(directory, "ctrtool-test"))).isFalse();
    }
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("Read-only file system").doesNotContain("Permission");
  }

  @ParameterizedTest
  @EnumSource
  void namesOfTheHostAreNotVisible(Caller caller) throws Exception {
    host.file("secret", "x");

    Ran ran =
        host.script(
            caller,
            "cd /; for f in * .[!.]*; do echo $f; done; echo home: /home/* /root/* /tmp/* /run/*;"
                + " test -e "
                + host.folder()
                + " && echo VISIBLE; true");

    assertThat(ran.succeeded().out())
        .doesNotContain("VISIBLE")
        .contains("home: /home/* /root/* /tmp/* /run/lock /run/shm");
    assertThat(ran.lines())
        .filteredOn(line -> line.matches("[a-z0-9_]+"))
        .isSubsetOf(
            "_fsroot_ro",
            "bin",
            "dev",
            "etc",
            "home",
            "lib",
            "lib32",
            "lib64",
            "libx32",
            "opt",
            "proc",
            "root",
            "run",
            "sbin",
            "sys",
            "tmp",
            "usr",
            "var");
  }

  @ParameterizedTest
  @EnumSource
  void theProgramHasThreeDescriptors(Caller caller) {
    String command = String.join(" ", host.command(caller, "--", "sh", "-c", "'ls /proc/1/fd; :'"));

    Ran ran = host.execute(List.of("bash", "-c", "exec 5</ 6</etc 99</dev/null; exec " + command));

    assertThat(ran.succeeded().lines()).containsExactly("0", "1", "2");
  }

  @ParameterizedTest
  @EnumSource
  void aDescriptorThatIsToBeKeptIsKept(Caller caller) {
    String command =
        String.join(
            " ",
            host.command(caller, "--keep-fd", "7", "--", "sh", "-c", "'ls /proc/1/fd; cat <&7'"));

    Ran ran = host.execute(List.of("bash", "-c", "echo kept > f; exec 5</ 7<f; exec " + command));

    assertThat(ran.succeeded().lines()).containsExactly("0", "1", "2", "7", "kept");
  }

  @ParameterizedTest
  @EnumSource
  void onlyItsOwnProcessesAreVisible(Caller caller) {
    Ran ran = host.script(caller, "cd /proc; echo [0-9]*; echo $$");

    assertThat(ran.succeeded().lines()).containsExactly("1", "1");
  }

  @ParameterizedTest
  @EnumSource
  void privilegesAreFewAndCannotBeRegained(Caller caller) {
    Ran ran = host.script(caller, "grep -E '^(Cap|NoNewPrivs)' /proc/self/status");

    assertThat(ran.succeeded().lines())
        .containsExactly(
            "CapInh:\t0000000000000000",
            "CapPrm:\t00000000a00425fb",
            "CapEff:\t00000000a00425fb",
            "CapBnd:\t00000000a00425fb",
            "CapAmb:\t0000000000000000",
            "NoNewPrivs:\t1");
  }

  @Test
  void capabilitiesCanBeAddedAndTakenAway() {
    String show = "grep -E '^Cap(Eff|Bnd)' /proc/self/status";
    Ran more =
        host.run(
            Caller.ROOT, "--cap-add", "sys_time", "--cap-drop", "chown", "--", "sh", "-c", show);
    Ran none = host.run(Caller.USER, "--cap-drop", "all", "--", "sh", "-c", show);

    assertThat(more.succeeded().lines())
        .containsExactly("CapEff:\t00000000a20425fa", "CapBnd:\t00000000a20425fa");
    assertThat(none.succeeded().lines())
        .containsExactly("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
  }

  @ParameterizedTest
  @EnumSource
  void theNetworkIsALoopbackInterfaceThatIsUp(Caller caller) {
    Host.needs("bash");
    Ran ran =
        host.run(
            caller,
            "--",
            "bash",
            "-c",
            "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; exec 3<>/dev/tcp/127.0.0.1/9");

    assertThat(ran.lines()).contains("lo").allMatch(name -> name.matches("lo|[a-z0-9]+0"));
    assertThat(ran.err()).contains("Connection refused");
  }

  @Test
  void theCallersNetworkIsThereIfAskedFor() {
    String own = host.shell("readlink /proc/self/ns/net").out();

    assertThat(host.run(Caller.ROOT, "--net", "host", "--", "readlink", "/proc/self/ns/net").out())
        .isEqualTo(own);
    assertThat(host.run(Caller.USER, "--net", "host", "--", "readlink", "/proc/self/ns/net").out())
        .isEqualTo(own);
    assertThat(host.run(Caller.USER, "--", "readlink", "/proc/self/ns/net").out())
        .isNotEmpty()
        .isNotEqualTo(own);
  }

  @Test
  void theEnvironmentIsNotTheCallers() {
    Ran ran =
        host.shell(
            "SECRET=1 PASSED=2 TERM=vt100 $ctrtool run --env PASSED --env NEW=3 -- env | sort");

    assertThat(ran.succeeded().lines())
        .filteredOn(line -> !line.startsWith("_="))
        .containsExactly(
            "HOME=/root",
            "NEW=3",
            "PASSED=2",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "TERM=vt100");
  }

  @Test
  void everyExitStatusIsTheProgramsOwn() {
    Ran ran =
        host.shell(
            "i=0; while [ $i -le 255 ]; do $ctrtool run -- sh -c \"exit $i\"; s=$?;"
                + " [ $s = $i ] || echo $i became $s; i=$((i + 1)); done");

    assertThat(ran.succeeded().out()).isEmpty();
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"KILL, 137", "TERM, 143", "SEGV, 139", "USR1, 138", "RTMAX, 192"})
  void aProgramThatASignalEndsIs128AndItsNumber(String signal, int status) {
    Host.needs("bash");
    host.run(Caller.USER, "--init", "--", "bash", "-c", "kill -" + signal + " $$").failed(status);
    host.run(Caller.ROOT, "--init", "--", "bash", "-c", "kill -" + signal + " $$").failed(status);
  }

  @ParameterizedTest
  @EnumSource
  void aFailureBeforeTheProgramIs125AndTheProgramsIs126Or127(Caller caller) throws Exception {
    assertOneLine(host.run(caller, "--bind", "/nonexistent:/x", "--", "true").failed(125));
    assertOneLine(host.run(caller, "--image", "/nonexistent", "--", "true").failed(125));
    assertOneLine(host.run(caller, "--", "/etc/passwd").failed(126));
    assertOneLine(host.run(caller, "--", "/etc").failed(126));
    assertOneLine(host.run(caller, "--", "/nonexistent").failed(127));
    assertOneLine(host.run(caller, "--", "nonexistent").failed(127));
    assertOneLine(host.run(caller, "--init", "--", "nonexistent").failed(127));
    assertOneLine(host.run(caller, "--init", "--", "/etc/passwd").failed(126));
  }

  private static void assertOneLine(Ran ran) {
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).matches("ctrtool run: [^\n]+\n");
  }

  @Test
  void idsAreMappedInSeveralRanges() throws Exception {
    Path shared = host.directory("shared");

    Ran ran =
        host.run(
            Caller.ROOT,
            "--uid-map",
            "0.100000.10:10.1234.1:20.200000.5",
            "--gid-map",
            "0.300000.10",
            "--bind",
            shared + ":/shared",
            "--",
            "sh",
            "-c",
            "cat /proc/self/uid_map; touch /shared/zero; cp /dev/null /shared/ten;"
                + " chown 10:5 /shared/ten");

    assertThat(ran.succeeded().lines().stream().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly("0 100000 10", "10 1234 1", "20 200000 5");
    assertThat(Files.getAttribute(shared.resolve("zero"), "unix:uid")).isEqualTo(100000);
    assertThat(Files.getAttribute(shared.resolve("zero"), "unix:gid")).isEqualTo(300000);
    assertThat(Files.getAttribute(shared.resolve("ten"), "unix:uid")).isEqualTo(1234);
    assertThat(Files.getAttribute(shared.resolve("ten"), "unix:gid")).isEqualTo(300005);
  }

  @Test
  void aMapThatTheKernelRefusesIsAFailureAndNothingStays() {
    Ran ran =
        host.run(Caller.USER, "--uid-map", "0.0.1", "--gid-map", "0.0.1", "--", "sleep", "777.1");

    assertOneLine(ran.failed(125));
    assertThat(Host.processesWith("777.1")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void limitsAndTheWorkingDirectoryAreSet(Caller caller) throws Exception {
    Path work = host.directory("work");

    Ran ran =
        host.run(
            caller,
            "--rlimit",
            "nofile=64:128",
            "--bind",
            work + ":/work/here",
            "--workdir",
            "/work/here",
            "--",
            "sh",
            "-c",
            "ulimit -Sn; ulimit -Hn; pwd; stat -c %a /tmp /root");

    assertThat(ran.succeeded().lines()).containsExactly("64", "128", "/work/here", "1777", "700");
  }

  @ParameterizedTest
  @EnumSource
  void bindsAreWritableOrNotAndEmptyFileSystemsAreEmpty(Caller caller) throws Exception {
    Path data = host.directory("data");
    Path file = host.file("hosts", "1.2.3.4 me\n");

    Ran ran =
        host.run(
            caller,
            "--bind",
            data + ":/data",
            "--bind",
            data + ":/frozen:ro",
            "--bind",
            file + ":/srv/a/hosts:ro",
            "--tmpfs",
            "/empty:mode=0711,size=64k",
            "--",
            "sh",
            "-c",
            "echo x > /data/f; echo x > /frozen/g; cat /srv/a/hosts; stat -c %a /empty;"
                + " head -c 100000 /dev/zero > /empty/big; stat -c %s /empty/big");

    assertThat(ran.lines()).containsExactly("1.2.3.4 me", "711", "65536");
    assertThat(ran.err()).contains("/frozen/g: Read-only").contains("No space left");
    assertThat(data.resolve("f")).exists();
    assertThat(data.resolve("g")).doesNotExist();
  }

  @Test
  void theContainerEndsWithItsStarter() throws Exception {
    String token = host.folder().getFileName().toString();
    for (Caller caller : Caller.values()) {
      Process process =
          host.start(host.command(caller, "--init", "--", "sh", "-c", "sleep 888; : " + token));
      await(
          () ->
              Host.processesWith(token).stream()
                  .anyMatch(line -> line.matches("[0-9]+ sh -c sleep 888; : .*")));

      process.destroyForcibly();

      await(() -> Host.processesWith(token).isEmpty());
    }
  }

  static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
