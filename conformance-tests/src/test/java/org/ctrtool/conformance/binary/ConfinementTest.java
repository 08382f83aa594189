package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ctrtool.conformance.binary.Host.Caller;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program in a container tries, and does not get. */
class ConfinementTest {
  @RegisterExtension final Host host = new Host();

  /** A directory with a program that tries to make a mount writable. */
  private Path escape() throws Exception {
    return host.compiled("escape").getParent();
  }

  @ParameterizedTest
  @EnumSource
  void aReadOnlyBindStaysReadOnly(Caller caller) throws Exception {
    Path data = host.directory("data");
    Path tools = escape();

    for (String own : List.of("", "-u ")) {
      Ran ran =
          host.run(
              caller,
              "--bind",
              data + ":/data:ro",
              "--bind",
              tools + ":/tools:ro",
              "--",
              "sh",
              "-c",
              "/tools/escape " + own + "/data");

      assertThat(ran.succeeded().lines()).as("%s%s", own, ran).containsExactly("done");
    }
    assertThat(data).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void theImageStaysReadOnly(Caller caller) throws Exception {
    Path tools = escape();
    Path image = host.busyboxImage("image");
    Host.allow(image, "rwxrwxrwx");

    for (String own : List.of("", "-u ")) {
      Ran ran =
          host.run(
              caller,
              "--image",
              image.toString(),
              "--bind",
              tools + ":/tools:ro",
              "--",
              "sh",
              "-c",
              "/tools/escape " + own + "/_fsroot_ro");

      assertThat(ran.succeeded().lines()).as("%s%s", own, ran).containsExactly("done");
    }
    assertThat(image.resolve("made")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ROOT_ROOTLESS"})
  void coversOfProcCannotBeTakenAway(Caller caller) throws Exception {
    Path tools = escape();

    for (String own : List.of("", "-u ")) {
      for (String place : List.of("/proc/sys", "/proc/irq", "/proc/keys")) {
        Ran ran =
            host.run(
                caller, "--bind", tools + ":/t:ro", "--", "sh", "-c", "/t/escape " + own + place);

        assertThat(ran.succeeded().lines()).as("%s%s", own, ran).containsExactly("done");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void settingsOfTheMachineCannotBeChanged(Caller caller) throws Exception {
    String before = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));

    Ran ran =
        host.script(
            caller,
            // Opened for writing only: a test that fails should not change the machine either.
            "for f in sys/kernel/core_pattern sys/kernel/modprobe sys/vm/drop_caches sysrq-trigger;"
                + " do test -e /proc/$f && (: >> /proc/$f) && echo OPENED $f; done; echo end");

    assertThat(ran.lines()).containsExactly("end");
    assertThat(Files.readString(Path.of("/proc/sys/kernel/core_pattern"))).isEqualTo(before);
  }

  /** 65534 is also what a user has for a number who has none. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "5", "65534"})
  void norWhereTheMachinesRootHasAnotherNumber(String number) {
    Host.needs("unshare");
    for (String capabilities : List.of("", "--keep-caps ")) {
      for (String option : List.of("", "--rootless ")) {
        Ran ran =
            host.shell(
                "unshare --user --map-group=0 --map-user="
                    + (number + " " + capabilities + "$ctrtool run " + option)
                    + "-- sh -c 'for f in core_pattern modprobe; do (: >> /proc/sys/kernel/$f)"
                    + " && echo OPENED $f; done; echo end'");

        assertThat(ran.succeeded().lines()).as("%s", ran).containsExactly("end");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ROOT_ROOTLESS"})
  void whatProcTellsOfTheMachineIsHidden(Caller caller) {
    Ran ran =
        host.script(
            caller,
            "for f in keys key-users kmsg timer_list kcore interrupts; do test -e /proc/$f &&"
                + " head -c 1 /proc/$f | wc -c; done; ls /proc/acpi /proc/scsi 2>/dev/null"
                + " | grep -v '^$\\|:$'; echo end");

    assertThat(ran.lines()).last().isEqualTo("end");
    assertThat(ran.lines()).hasSizeGreaterThan(2).containsOnly("0", "end");
  }

  @ParameterizedTest
  @EnumSource
  void devicesCannotBeMadeOrOpened(Caller caller) {
    Ran ran =
        host.script(
            caller,
            "mknod /tmp/vda b 254 0 && echo MADE; cat /dev/null && echo -n x > /dev/null && echo"
                + " null; head -c 3 /dev/zero | wc -c; ls -A /sys | wc -l");

    assertThat(ran.lines()).containsExactly("null", "3", "0");
  }

  @ParameterizedTest
  @EnumSource
  void theHostsProgramIsNotReachableThroughTheInit(Caller caller) {
    Ran ran =
        host.run(
            caller,
            "--init",
            "--",
            "sh",
            "-c",
            "readlink /proc/1/exe; echo x >> /proc/1/exe; head -c 4 /proc/1/exe | tail -c 3");

    assertThat(ran.out()).isEqualTo("/memfd:ctrtool (deleted)\nELF");
    assertThat(ran.err()).isNotEmpty();
  }
}
