package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.conformance.binary.Host.Caller;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerminalAndInitTest {
  @RegisterExtension final Host host = new Host();

  @ParameterizedTest
  @EnumSource
  void theInitReapsWhatNobodyWaitsFor(Caller caller) {
    Ran ran =
        host.run(
            caller,
            "--init",
            "--",
            "sh",
            "-c",
            "(sleep 0.1 & sleep 0.1 & sleep 0.1 &); sleep 0.6;"
                + " cat /proc/[0-9]*/stat | grep -c ') Z'; cat /proc/1/comm; echo $$");

    assertThat(ran.lines().get(0)).isEqualTo("0");
    assertThat(ran.lines().get(2)).isNotEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource
  void theInitPassesSignalsOn(Caller caller) {
    Ran ran =
        host.run(
            caller,
            "--init",
            "--",
            "sh",
            "-c",
            "trap 'echo got; exit 9' TERM; kill -TERM 1; i=0;"
                + " while [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done");

    assertThat(ran.failed(9).out()).isEqualTo("got\n");
  }

  @Test
  void theInitEndsWithItsProgramAndTakesTheRestAlong() throws Exception {
    Ran ran = host.run(Caller.USER, "--init", "--", "sh", "-c", "sleep 999.75 & sleep 0.1; exit 5");

    ran.failed(5);
    ContainerTest.await(() -> Host.processesWith("999.75").isEmpty());
  }

  private Ran terminal(Caller caller, String before, String... arguments) {
    Host.needs("script");
    String command = String.join(" ", host.command(caller, arguments));
    return withoutEcho(
        host.execute(List.of("script", "-qefc", before + "exec " + command, "/dev/null")));
  }

  /** script(1) types the end of its input, which the terminal shows. */
  private static Ran withoutEcho(Ran ran) {
    return new Ran(ran.status(), ran.out().replace("^@", "").replace("^D\b\b", ""), ran.err());
  }

  @ParameterizedTest
  @EnumSource
  void theProgramHasAControllingTerminalOfItsOwn(Caller caller) {
    Ran ran =
        terminal(
            caller,
            "",
            "--tty",
            "--",
            "sh",
            "-c",
            "'test -t 0 && test -t 1 && test -t 2 && echo three; tty; echo word > /dev/tty;"
                + " exit 7'");

    assertThat(ran.failed(7).out().replace("\r", "")).contains("three\n/dev/console\nword\n");
  }

  @Test
  void theSizeOfTheTerminalIsThatOfTheCallers() {
    Ran ran = terminal(Caller.USER, "stty rows 33 cols 77; ", "--tty", "--", "stty", "size");

    assertThat(ran.succeeded().out()).contains("33 77");
  }

  @Test
  void longOutputArrivesWhole() {
    Ran ran = terminal(Caller.USER, "", "--tty", "--", "seq", "1", "20000");

    assertThat(ran.succeeded().out().replace("\r", ""))
        .contains("1\n2\n")
        .endsWith("19999\n20000\n");
    assertThat(ran.out().lines().filter(line -> line.strip().matches("[0-9]+"))).hasSize(20000);
  }

  @Test
  void aTerminalDoesNotNeedOneOfTheCallers() {
    Ran ran = host.run(Caller.USER, "--tty", "--", "sh", "-c", "test -t 0 && echo yes; exit 3");

    assertThat(ran.failed(3).out()).isEqualTo("yes\r\n");
  }

  @Test
  void theTerminalIsRestored() {
    Host.needs("script");
    Ran both =
        withoutEcho(
            host.execute(
                List.of(
                    "script",
                    "-qefc",
                    "stty -g; " + host.binary() + " run --tty -- true; stty -g",
                    "/dev/null")));

    assertThat(both.succeeded().lines()).hasSize(2);
    assertThat(both.lines().get(0).strip()).isEqualTo(both.lines().get(1).strip());
  }
}
