package org.ctrtool.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontTest {
  private final Kernel kernel = mock();
  private final Written written = Written.by(kernel);
  private final Echo echo = new Echo();

  /** A tool that remembers how it was called, and fails on demand. */
  private static final class Echo implements Tool<List<String>> {
    List<String> argv = List.of();
    boolean json;

    @Override
    public String name() {
      return "echo";
    }

    @Override
    public List<String> aliases() {
      return List.of("mini-echo");
    }

    @Override
    public String summary() {
      return "say it";
    }

    @Override
    public Grammar<List<String>> grammar() {
      return Grammar.<List<String>>of(name(), ArrayList::new)
          .program("WORD...", 0, (words, more) -> words.addAll(more))
          .build();
    }

    @Override
    public int failureStatus(List<String> request) {
      return 125;
    }

    @Override
    public int run(List<String> words, Invocation invocation, Kernel kernel) {
      argv = invocation.argv();
      json = invocation.json();
      UsageError.when(words.contains("wrong"), "this is wrong");
      if (words.contains("refused")) {
        throw new KernelException(Errno.EPERM, "umount2(\"/mnt\", 0)");
      }
      if (words.contains("absent")) {
        throw new KernelException(Errno.ENOENT, "execvp(\"absent\")");
      }
      return 7;
    }
  }

  private int run(String... argv) {
    return runWith(new Environment(List.of()), argv);
  }

  private int runWith(Environment environment, String... argv) {
    Front front = new Front(new Tools(List.of(echo)), List.of());
    return front.run(List.of(argv), environment, "/proc/self/exe", kernel);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ctrtool", "/usr/bin/ctrtool-static", "ctrtoolXYZ", "exe", "./exe"})
  void theFirstArgumentNamesTheTool(String program) {
    assertThat(run(program, "/any/where/echo", "hi")).isEqualTo(7);
    assertThat(echo.argv).containsExactly("/any/where/echo", "hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "/x/y/echo", "mini-echo"})
  void theNameOfTheProgramNamesTheTool(String program) {
    assertThat(run(program, "hi")).isEqualTo(7);
    assertThat(echo.argv).containsExactly(program, "hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exe2", "ctrtoo", "ECHO", ""})
  void anyOtherNameIsUnknown(String program) {
    assertThat(run(program, "echo")).isEqualTo(2);
    assertThat(written.stderr()).startsWith("ctrtool: unknown tool \"" + program + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "0x1", "01", "-1", "2abc", " 1"})
  void aVariableTurnsTheChoiceByNameOff(String value) {
    Environment environment = new Environment(List.of(Front.OVERRIDE + "=" + value));

    assertThat(runWith(environment, "foo", "echo")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "", "yes", "abc", "0x", "00"})
  void otherValuesDoNot(String value) {
    Environment environment = new Environment(List.of(Front.OVERRIDE + "=" + value));

    assertThat(runWith(environment, "foo", "echo")).isEqualTo(2);
  }

  @Test
  void anUnknownToolBringsASuggestion() {
    assertThat(run("ctrtool", "ehco")).isEqualTo(2);
    assertThat(written.stderr())
        .isEqualTo(
            "ctrtool: unknown tool \"ehco\", did you mean echo?"
                + " (CTRTOOL_OVERRIDE_ARGV0_LOOKUP=1 takes the tool from the first argument)\n"
                + "Try 'ctrtool help'\n");
  }

  @Test
  void aloneItShowsItsUsageOnStandardError() {
    assertThat(run("ctrtool")).isEqualTo(2);
    assertThat(written.stderr())
        .startsWith("Usage: ctrtool ")
        .contains("  echo            say it\n");
    assertThat(written.stdout()).isEmpty();
  }

  @Test
  void helpListsToolsOnStandardOutput() {
    assertThat(run("ctrtool", "help")).isZero();
    assertThat(written.stdout()).contains("  echo            say it\n");
  }

  @Test
  void helpOfATool() {
    assertThat(run("ctrtool", "help", "mini-echo")).isZero();
    assertThat(written.stdout()).startsWith("Usage: ctrtool echo [OPTION]... WORD...\n");
    assertThat(run("ctrtool", "help", "nosuch")).isEqualTo(2);
  }

  @Test
  void globalOptionsStandBeforeTheTool() {
    assertThat(run("ctrtool", "--json", "echo", "--json")).isEqualTo(2);
    assertThat(run("ctrtool", "--json", "echo", "x")).isEqualTo(7);
    assertThat(echo.json).isTrue();
    assertThat(run("ctrtool", "--bogus", "echo")).isEqualTo(2);
    assertThat(run("ctrtool", "--version")).isZero();
    assertThat(written.stdout()).endsWith("ctrtool " + ToolRun.VERSION + "\n");
  }

  @Test
  void someCommandsNeedAJvm() {
    assertThat(run("ctrtool", "plan", "echo")).isEqualTo(2);
    assertThat(run("ctrtool", "--simulate=host.json", "echo")).isEqualTo(2);
    assertThat(written.stderr())
        .isEqualTo(
            "ctrtool: plan needs the front end on a Java virtual machine\n"
                + "ctrtool: --simulate needs the front end on a Java virtual machine\n");
  }

  @Test
  void aUsageErrorIsTwoLinesAndAStatus() {
    assertThat(run("ctrtool", "echo", "-Z")).isEqualTo(2);
    assertThat(run("ctrtool", "echo", "wrong")).isEqualTo(2);
    assertThat(written.stderr())
        .isEqualTo(
            "ctrtool echo: unknown option -Z\nTry 'ctrtool help echo'\n"
                + "ctrtool echo: this is wrong\nTry 'ctrtool help echo'\n");
  }

  @Test
  void aRefusedCallIsOneLineAndAStatus() {
    assertThat(run("ctrtool", "echo", "refused")).isEqualTo(125);
    assertThat(run("ctrtool", "echo", "absent")).isEqualTo(127);
    assertThat(written.stderr())
        .isEqualTo(
            "ctrtool echo: umount2(\"/mnt\", 0): EPERM (Operation not permitted)\n"
                + "ctrtool echo: execvp(\"absent\"): ENOENT (No such file or directory)\n");
  }

  @Test
  void outputGoesOnAfterPartialWrites() {
    written.atATime(5);

    run("ctrtool", "help", "echo");

    assertThat(written.stdout()).contains("show the version\n");
  }

  @Test
  void helpThatCannotBeWrittenIsAFailure() {
    doThrow(new KernelException(Errno.ENOSPC, "write(1, \"...\", 3)"))
        .when(kernel)
        .write(eq(Fd.STDOUT), any());

    assertThat(run("ctrtool", "help")).isEqualTo(1);
    assertThat(written.stderr()).contains("ENOSPC");
  }

  @Test
  void aClosedStandardDescriptorIsOpenedFirst() {
    when(kernel.fcntlGetfd(Fd.STDIN)).thenReturn(FdFlags.NONE);
    when(kernel.fcntlGetfd(Fd.STDOUT))
        .thenThrow(new KernelException(Errno.EBADF, "fcntl(1, F_GETFD)"));
    when(kernel.fcntlGetfd(Fd.STDERR))
        .thenThrow(new KernelException(Errno.EBADF, "fcntl(2, F_GETFD)"));

    run("ctrtool", "echo");

    verify(kernel, times(2)).openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR, Mode.NONE);
    verify(kernel, never()).memfdCreate(any(), any());
  }

  @Test
  void withoutDevNullSomethingElseTakesItsPlace() {
    when(kernel.fcntlGetfd(any())).thenThrow(new KernelException(Errno.EBADF, "fcntl(0, F_GETFD)"));
    when(kernel.openat(any(), any(), any(), any()))
        .thenThrow(new KernelException(Errno.ENOENT, "openat(...)"));

    run("ctrtool", "echo");

    verify(kernel, times(3)).memfdCreate("null", MemfdFlags.NONE);
  }
}
