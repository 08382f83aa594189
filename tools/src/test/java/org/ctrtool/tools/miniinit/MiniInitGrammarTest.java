package org.ctrtool.tools.miniinit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Signal;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiniInitGrammarTest {
  private static ParseResult<InitRequest> parse(MiniInit tool, String line) {
    return tool.grammar().parse(List.of(line.split(" ")), false);
  }

  private static InitRequest request(MiniInit tool, String line) {
    ParseResult<InitRequest> result = parse(tool, line);
    assertThat(result).as("%s", result).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<InitRequest>) result).request();
  }

  @Test
  void optionsAreAboutTheLatestProcessAndTheLatestSignalIndependently() {
    InitRequest request =
        request(
            MiniInit.init(),
            "-S -n /a -s HUP -c x -a run -i /s -n /b -I /t -r 5 -f 7 -f 5 -p -0 i -1 o -2 e");

    ProcessSpec first = request.processes().get(0);
    ProcessSpec second = request.processes().get(1);
    assertThat(first.command).containsExactly("/a", "x");
    assertThat(first.respawn).isNull();
    assertThat(second.command).containsExactly("/b");
    assertThat(second.respawn).isEqualTo(5);
    assertThat(second.passed).containsExactly(new Fd(7), new Fd(5));
    assertThat(second.listenVariables).isTrue();
    assertThat(second.standardFiles).containsExactly("i", "o", "e");
    SignalPlan plan = Objects.requireNonNull(request.plan(Signal.SIGHUP));
    assertThat(plan.action).isEqualTo(Action.RUN);
    assertThat(plan.script).isEqualTo("/s");
    assertThat(plan.finalScript).isEqualTo("/t");
  }

  @Test
  void secondsAreDecimal() {
    assertThat(request(MiniInit.init(), "-n /a -r 010").process().respawn).isEqualTo(10);
    assertThat(parse(MiniInit.init(), "-n /a -r 0x10")).isInstanceOf(ParseResult.Mistake.class);
  }

  @Test
  void aSignalNamedAgainGoesOnWhereItWas() {
    InitRequest request = request(MiniInit.init(), "-s 1 -i /s -s TERM -a exit -s sighup -a exec");

    assertThat(request.plans()).hasSize(2);
    assertThat(Objects.requireNonNull(request.plan(Signal.SIGHUP)).script).isEqualTo("/s");
  }

  @Test
  void theLastProcessIsStartedFirstUnlessInOrder() {
    assertThat(request(MiniInit.init(), "-n /a -n /b").startOrder())
        .extracting(ProcessSpec::path)
        .containsExactly("/b", "/a");
    assertThat(request(MiniInit.init(), "-n /a -n /b --in-order").startOrder())
        .extracting(ProcessSpec::path)
        .containsExactly("/a", "/b");
  }

  @Test
  void operandsOfInit2AreArguments() {
    InitRequest request = request(MiniInit.init2(), "-n /a one -c-x two -n /b -- -r 1");

    assertThat(request.processes().get(0).command).containsExactly("/a", "one", "-x", "two");
    assertThat(request.processes().get(1).command).containsExactly("/b", "-r", "1");
  }

  @Test
  void theConsoleIsAllThreeAndLaterOptionsReplaceOne() {
    InitRequest request = request(MiniInit.init(), "-n /a -C /dev/tty1 -2 log");

    assertThat(request.process().standardFiles).containsExactly("/dev/tty1", "/dev/tty1", "log");
  }

  @ParameterizedTest
  @CsvSource({
    "-c x,                 '-c: stands before any -n'",
    "-a exit,              '-a: stands before any -s'",
    "-s 0 -a 1,            '-a: stands before any -s'",
    "-n /x -f 5,           '-f: needs -S before it'",
    "-S -n /x -f 2,        '-f: \"2\" is not a number from 3 to 2147483647'",
    "-s STOP,              '-s: SIGSTOP cannot be handled'",
    "-s 65,                '-s: \"65\" is not a number from 1 to 64'",
    "-s 1 -a 8,            '-a: \"8\" is not a number from 0 to 7'",
    "-s 1 -a exec,         'the action exec of SIGHUP needs a script: -i'",
    "-s 1 -a 7 -i /s,      'the action final-exec of SIGHUP needs a script: -I'",
    "-n /x -r -1,          '-r: \"-1\" is not a number from 0 to 2147483647'",
    "word,                 'operand \"word\" is one too many'"
  })
  void mistakes(String line, String what) {
    assertThat(parse(MiniInit.init(), line)).isEqualTo(new ParseResult.Mistake<>(what));
  }
}
