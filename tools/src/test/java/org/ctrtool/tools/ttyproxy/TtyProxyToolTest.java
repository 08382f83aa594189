package org.ctrtool.tools.ttyproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.terminal.RelayRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TtyProxyToolTest {
  private static ParseResult<TtyProxyTool.Request> parse(String line) {
    return new TtyProxyTool().grammar().parse(List.of(line.split(" ")), false);
  }

  private static TtyProxyTool.Request request(String line) {
    assertThat(parse(line)).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<TtyProxyTool.Request>) parse(line)).request();
  }

  @Test
  void withoutOptionsItIsATerminalOfTheCallersSize() {
    TtyProxyTool.Request request = request("sh -c -T");

    assertThat(request.command).containsExactly("sh", "-c", "-T");
    assertThat(request.multiplexer).isEqualTo("/dev/ptmx");
    assertThat(request.pipes).isFalse();
    assertThat(request.separateErrors).isFalse();
    assertThat(request.rules().size()).isEqualTo(RelayRules.CALLERS);
    assertThat(request.rules().lingerSeconds()).isEqualTo(RelayRules.FOR_EVER);
  }

  @Test
  void everyOptionIsUnderstood() {
    TtyProxyTool.Request request = request("-w 132 --rows=50 -p /x/ptmx -e --linger 0 p");

    assertThat(request.rules().size()).isEqualTo(new WindowSize(50, 132));
    assertThat(request.multiplexer).isEqualTo("/x/ptmx");
    assertThat(request.separateErrors).isTrue();
    assertThat(request.rules().lingerSeconds()).isZero();
    assertThat(request("--pipes p").pipes).isTrue();
  }

  @Test
  void aLengthBelowZeroIsTheCallers() {
    assertThat(request("-w -1 -h 7 p").rules().size()).isEqualTo(new WindowSize(7, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -T | missing operand
          -w 65536 p | 65536
          -h x p | "x"
          -h --1 p | "-1"
          --linger -1 p | "-1"
          -x p | -x
          """)
  void mistakesAreTold(String line, String object) {
    assertThat(parse(line)).isInstanceOf(ParseResult.Mistake.class);
    assertThat(parse(line).toString()).contains(object);
  }
}
