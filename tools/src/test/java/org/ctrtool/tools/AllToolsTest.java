package org.ctrtool.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Option;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every tool's own declaration. */
class AllToolsTest {
  private static final Tools TOOLS = AllTools.tools();

  /** Values of all the little languages, right and nearly right. */
  private static final List<String> VALUES =
      List.of(
          ("0 1 7 -1 +1 0x 0xff 08 077 1k 2147483647 2147483648 4294967294 4294967295 4294967296"
                  + " 9223372036854775807 9223372036854775808 18446744073709551615"
                  + " 18446744073709551616 - -- / : = , . 1,2 1,,2 ,1 a a=b a= =a /X :X /A=B :A=B"
                  + " i in 0,n 7,i 8,n 0,nd 0.0.1 0.0.1:5.5.2 0.0.4294967296 1.2 0.0.0 : 1:2 :2 1:"
                  + " term SIGTERM SIGRTMIN+1 RTMIN+31 RTMAX-99 RTMIN+ nofile=1:2 nofile=: nofile"
                  + " nofile=unlimited foo=1 n=/x n:1 n: n- n-X nu//x nu/ X:1 X=/x U q:1 m inet"
                  + " inet6 unix stream_nb _nb udp 127.0.0.1,80 127.0.0.1,80,aoI 1.2.3,1 ::1,80"
                  + " ::1,80,aI,3 ::,0,:,lo ::1,99999 @x chown,-kill all,-sys_admin none cap_ -chown"
                  + " noroot,keep-caps-locked secbit_ umask=022 umask=999 dev_opts=3"
                  + " root_link_opts=0xffffffff tmpfs_flags=nosuid,,x pid_ns= run_dirs=no bvosd"
                  + " boZ \\x4 \\q \\777 1777 7777 10000 9 private sl yes 0.5 -3.000000001 1. true"
                  + " beneath creat,excl inherit all cpu,pids")
              .split(" "));

  static Stream<Tool<?>> tools() {
    return TOOLS.list().stream();
  }

  static Stream<Tool<?>> toolsForPeople() {
    return TOOLS.forPeople().stream();
  }

  @Test
  void theNamesOfTheOriginalToolsAreUnderstood() {
    Map<String, String> names =
        Map.ofEntries(
            Map.entry("chroot_pivot", "chroot_pivot"),
            Map.entry("debug_shell", "debug_shell"),
            Map.entry("escape", "escape"),
            Map.entry("_ctrtool_escaped", "escape"),
            Map.entry("init", "init"),
            Map.entry("mini-init", "init"),
            Map.entry("init2", "init2"),
            Map.entry("mini-init2", "init2"),
            Map.entry("launcher", "launcher"),
            Map.entry("container-launcher", "launcher"),
            Map.entry("mount_seq", "mount_seq"),
            Map.entry("ns_open_file", "ns_open_file"),
            Map.entry("pidfd_ctl", "pidfd_ctl"),
            Map.entry("ppid_check", "ppid_check"),
            Map.entry("renameat2", "renameat2"),
            Map.entry("simple-renameat2", "renameat2"),
            Map.entry("reset_cgroup", "reset_cgroup"),
            Map.entry("rootfs-mount", "rootfs-mount"),
            Map.entry("container-rootfs-mount", "rootfs-mount"),
            Map.entry("set_fds", "set_fds"),
            Map.entry("syslogd", "syslogd"),
            Map.entry("tty_proxy", "tty_proxy"));

    names.forEach(
        (name, tool) ->
            assertThat(Objects.requireNonNull(TOOLS.find(name), name).name()).isEqualTo(tool));
  }

  @ParameterizedTest
  @MethodSource("toolsForPeople")
  void everyToolIsDocumented(Tool<?> tool) {
    Grammar<?> grammar = tool.grammar();

    assertThat(grammar.description()).isNotEmpty();
    assertThat(grammar.statuses()).isNotEmpty();
    assertThat(grammar.examples()).isNotEmpty();
    assertThat(grammar.differences().isEmpty()).isEqualTo(tool.name().equals("run"));
    assertThat(grammar.help()).contains("Exit status:", "Examples:");
  }

  @ParameterizedTest
  @MethodSource("toolsForPeople")
  void theExamplesInTheHelpAreUnderstood(Tool<?> tool) {
    for (Grammar.Example example : tool.grammar().examples()) {
      String start = tool.grammar().command() + " ";
      int at = example.command().indexOf(start);
      assertThat(at).as(example.command()).isNotNegative();
      List<String> words =
          words(example.command().substring(at + start.length()).replace("$$", "7"));
      ParseResult<?> result = tool.grammar().parse(words, false);

      assertThat(result).as(example.command()).isInstanceOf(ParseResult.Parsed.class);
    }
  }

  /** The words of a simple command of the shell, up to the first redirection or operator. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (char c : (command + " ").toCharArray()) {
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == ' ' && !quoted) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    return words.stream().takeWhile(each -> !each.matches("[|&<>;].*|\\d[<>].*")).toList();
  }

  @Property(tries = 8000)
  void anyArgumentsGiveARequestOrAUsageError(
      @ForAll("commandLines") CommandLine line, @ForAll boolean posixlyCorrect) {
    ParseResult<?> result = line.tool().grammar().parse(line.words(), posixlyCorrect);

    if (result instanceof ParseResult.Mistake<?> mistake) {
      assertThat(mistake.what()).isNotBlank().doesNotContain("\n");
    }
  }

  /** Shows itself in the report of a failure. */
  record CommandLine(Tool<?> tool, List<String> words) {
    @Override
    public String toString() {
      return tool.name() + " " + words;
    }
  }

  @Provide
  Arbitrary<CommandLine> commandLines() {
    return Arbitraries.of(TOOLS.list())
        .flatMap(
            tool -> words(tool).list().ofMaxSize(8).map(list -> new CommandLine(tool, flat(list))));
  }

  private static List<String> flat(List<List<String>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  /** An option in one of its forms with a value, or an operand. */
  private static Arbitrary<List<String>> words(Tool<?> tool) {
    Arbitrary<String> values =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.of(VALUES)), Tuple.of(1, Arbitraries.strings().ofMaxLength(5)));
    Arbitrary<Option<?>> options =
        Arbitraries.of(new ArrayList<Option<?>>(tool.grammar().options()));
    Arbitrary<List<String>> option =
        Combinators.combine(options, values, Arbitraries.integers().between(0, 9))
            .as(AllToolsTest::written);
    return Arbitraries.frequencyOf(Tuple.of(5, option), Tuple.of(1, values.map(List::of)));
  }

  private static List<String> written(Option<?> option, String value, int form) {
    String name = "--" + option.longName();
    boolean takesOne = option.argument() == Option.Argument.REQUIRED;
    if (option.hasLetter() && form < 6) {
      String letter = "-" + option.letter();
      return !takesOne && form > 0
          ? List.of(letter)
          : form % 2 == 0 ? List.of(letter + value) : List.of(letter, value);
    }
    return switch (form) {
      case 9 -> List.of(name.substring(0, name.length() - 1), value);
      case 8 -> List.of(name);
      default ->
          takesOne || form == 7 && option.argument() != Option.Argument.NONE
              ? List.of(name + "=" + value)
              : List.of(name);
    };
  }
}
