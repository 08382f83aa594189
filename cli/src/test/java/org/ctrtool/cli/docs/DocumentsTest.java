package org.ctrtool.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.Tools;
import org.ctrtool.tools.grammar.Option;
import org.ctrtool.tools.grammar.Option.Argument;
import org.ctrtool.tools.grammar.Option.Special;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class DocumentsTest {
  private static final Tools TOOLS = AllTools.tools();

  @TempDir Path folder;

  static Stream<Tool<?>> tools() {
    return TOOLS.forPeople().stream();
  }

  @ParameterizedTest
  @MethodSource("tools")
  void picocliKnowsEveryOption(Tool<?> tool) {
    CommandSpec spec = CommandTree.spec(tool);

    for (Option<?> option : tool.grammar().options()) {
      assertThat(spec.findOption("--" + option.longName())).as(option.longName()).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void picocliReadsEveryOption(Tool<?> tool) {
    for (Option<?> option : tool.grammar().options()) {
      if (option.special() == Special.NOTHING) {
        List<String> words = new ArrayList<>();
        words.add("--" + option.longName() + (option.argument() == Argument.NONE ? "" : "=1"));
        if (option.hasLetter()) {
          words.add("-" + option.letter() + (option.argument() == Argument.NONE ? "" : "1"));
        }
        CommandLine line = new CommandLine(CommandTree.spec(tool));
        line.setOverwrittenOptionsAllowed(true);

        assertThat(line.parseArgs(words.toArray(new String[0])).errors()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void picocliSaysInItsUsageWhatOurHelpSays(Tool<?> tool) {
    String usage =
        CommandTree.spec(tool).commandLine() == null
            ? new CommandLine(CommandTree.spec(tool)).getUsageMessage(CommandLine.Help.Ansi.OFF)
            : "";

    for (Option<?> option : tool.grammar().options()) {
      assertThat(usage).contains("--" + option.longName());
      assertThat(tool.grammar().help()).contains("--" + option.longName());
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void helpIsCompleteAndNarrow(Tool<?> tool) {
    assertThat(tool.grammar().help().lines()).allMatch(line -> line.length() <= 80);
    assertThat(tool.grammar().options()).allMatch(option -> !option.help().isEmpty());
    assertThat(tool.summary()).isNotEmpty();
  }

  @Test
  void everyToolHasItsPage() throws Exception {
    Documents.write(TOOLS, folder);

    for (Tool<?> tool : TOOLS.forPeople()) {
      String page = Files.readString(folder.resolve("man/ctrtool-" + tool.name() + ".1"));
      assertThat(page).startsWith(".TH \"CTRTOOL\\-").contains(".SH \"OPTIONS\"");
    }
    assertThat(folder.resolve("man/ctrtool.1")).isNotEmptyFile();
  }

  @Test
  void groffReadsThePagesWithoutAWarning() throws Exception {
    Documents.write(TOOLS, folder);
    try (Stream<Path> pages = Files.list(folder.resolve("man"))) {
      for (Path page : pages.toList()) {
        assertThat(said("groff", "-man", "-Tascii", "-ww", "-z", page.toString())).isEmpty();
      }
    }
  }

  @Test
  void bashReadsItsCompletions() throws Exception {
    Documents.write(TOOLS, folder);
    String script = folder.resolve("completions/ctrtool.bash").toString();

    assertThat(said("bash", "-n", script)).isEmpty();
    assertThat(
            said(
                "bash",
                "-c",
                "compopt() { :; }; . \"$0\"; COMP_WORDS=(ctrtool mount_seq --mk); COMP_CWORD=2;"
                    + " _complete_ctrtool; echo ${COMPREPLY[@]}",
                script))
        .isEqualTo("--mkdir\n");
  }

  @Test
  void fishGetsEveryOption() throws Exception {
    String script = FishCompletion.of(TOOLS);

    assertThat(script)
        .contains(
            "-n '__fish_seen_subcommand_from mount_seq' -s D -l mkdir -r -d 'make a directory'");
  }

  private static String said(String... command) throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", command[0]))
            || Files.isExecutable(Path.of("/bin", command[0])),
        "needs " + command[0]);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
