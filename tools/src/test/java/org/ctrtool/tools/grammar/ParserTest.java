package org.ctrtool.tools.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParserTest {
  private final List<String> events = new ArrayList<>();

  private Grammar.Builder<List<String>> grammar() {
    return Grammar.of("demo", () -> events)
        .flag('x', "exchange", "", r -> r.add("x"))
        .option('d', "depth", "N", "", (r, v) -> r.add("d" + Values.integer(v, 1, 9)))
        .option('f', "fds", "LIST", "", (r, v) -> r.add("f" + v))
        .option('e', "fds-env", "NAME", "", (r, v) -> r.add("e" + v));
  }

  private ParseResult<List<String>> parse(Grammar.Builder<List<String>> grammar, String... words) {
    return grammar.build().parse(List.of(words), false);
  }

  private String mistake(Grammar.Builder<List<String>> grammar, String... words) {
    ParseResult<List<String>> result = parse(grammar, words);
    assertThat(result).isInstanceOf(ParseResult.Mistake.class);
    return ((ParseResult.Mistake<List<String>>) result).what();
  }

  @Test
  void optionsTakeEffectInTheirOrder() {
    parse(grammar(), "-xd3", "--depth", "4", "-x");

    assertThat(events).containsExactly("x", "d3", "d4", "x");
  }

  @Test
  void aBadValueIsSaidWithItsOption() {
    assertThat(mistake(grammar(), "-d", "10")).isEqualTo("-d: \"10\" is not a number from 1 to 9");
    assertThat(mistake(grammar(), "--depth=x"))
        .isEqualTo("--depth: \"x\" is not a number from 1 to 9");
  }

  @Test
  void unknownAndIncompleteOptionsAreSaidByName() {
    assertThat(mistake(grammar(), "-Z")).isEqualTo("unknown option -Z");
    assertThat(mistake(grammar(), "-xZ")).isEqualTo("unknown option -Z in \"-xZ\"");
    assertThat(mistake(grammar(), "--exhcange"))
        .isEqualTo("unknown option \"--exhcange\", did you mean --exchange?");
    assertThat(mistake(grammar(), "--fd", "1"))
        .isEqualTo("option \"--fd\" is ambiguous: --fds, --fds-env");
    assertThat(mistake(grammar(), "-f")).isEqualTo("option -f needs an argument: LIST");
    assertThat(mistake(grammar(), "--exchange=1")).isEqualTo("option --exchange takes no argument");
  }

  @Test
  void messagesHaveOneLineWhateverTheArgumentHolds() {
    assertThat(mistake(grammar(), "--a\nb")).doesNotContain("\n");
    assertThat(mistake(grammar(), "-\033")).isEqualTo("unknown option \"-\\33\"");
    assertThat(mistake(grammar(), "a\nb")).doesNotContain("\n");
  }

  @Test
  void operandsAreCounted() {
    Grammar.Builder<List<String>> two =
        grammar().operands("OLD NEW", 2, 2, (r, words) -> r.addAll(words));

    assertThat(mistake(two, "a")).isEqualTo("missing operand: ctrtool demo OLD NEW");
    assertThat(mistake(grammar().operands("OLD NEW", 2, 2, (r, w) -> {}), "a", "b", "c"))
        .isEqualTo("operand \"c\" is one too many");
  }

  @Test
  void aProgramEndsTheOptions() {
    parse(grammar().program("PROGRAM", 1, (r, words) -> r.addAll(words)), "-x", "sh", "-c", "-Z");

    assertThat(events).containsExactly("x", "sh", "-c", "-Z");
  }

  @Test
  void posixlyCorrectEndsTheOptionsAtTheFirstOperand() {
    Grammar<List<String>> any =
        grammar().operands("WORD", 0, 9, (r, words) -> r.addAll(words)).build();

    any.parse(List.of("a", "-x"), true);

    assertThat(events).containsExactly("a", "-x");
  }

  @Test
  void anOptionMayMakeTheNextOperandTheEndOfOptions() {
    Grammar.Builder<List<String>> exec =
        grammar()
            .stopsAtOperand('X', "exec", "", r -> r.add("X"))
            .operands("", 0, 9, (r, words) -> r.addAll(words));

    parse(exec, "-X", "-x", "sh", "-x");

    assertThat(events).containsExactly("X", "x", "sh", "-x");
  }

  @Test
  void anOperandBeforeThatIsOneTooMany() {
    Grammar.Builder<List<String>> exec =
        grammar()
            .stopsAtOperand('X', "exec", "", r -> r.add("X"))
            .operands("", 0, 9, (r, words) -> r.addAll(words));

    assertThat(mistake(exec, "a", "-X", "sh")).isEqualTo("operand \"a\" is one too many");
  }

  @Test
  void helpActsWhenItIsMet() {
    assertThat(parse(grammar(), "--help", "-Z")).isInstanceOf(ParseResult.HelpWanted.class);
    assertThat(parse(grammar(), "-Z", "--help")).isInstanceOf(ParseResult.Mistake.class);
    assertThat(parse(grammar(), "-xh", "-Z")).isInstanceOf(ParseResult.HelpWanted.class);
    assertThat(parse(grammar(), "--version")).isInstanceOf(ParseResult.VersionWanted.class);
  }

  @Test
  void hIsHelpOnlyWhereItIsFree() {
    Grammar.Builder<List<String>> rows =
        grammar().option('h', "rows", "N", "", (r, v) -> r.add("h" + v));

    assertThat(parse(rows, "-h", "5")).isInstanceOf(ParseResult.Parsed.class);
    assertThat(events).containsExactly("h5");
  }

  @Test
  void checksAreMadeInTheEndAndNotForHelp() {
    assertThat(mistake(grammar().check(r -> UsageError.when(r.size() > 1, "too many")), "-x", "-x"))
        .isEqualTo("too many");
    assertThat(parse(grammar().check(r -> UsageError.when(true, "always")), "--help"))
        .isInstanceOf(ParseResult.HelpWanted.class);
  }
}
