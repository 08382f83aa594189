package org.ctrtool.tools.descriptors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.processes.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorSpecTest {
  private static final Fd FIVE = new Fd(5);

  private final Kernel kernel = mock();

  private static Variables variables(String... variables) {
    return Variables.of(new Environment(List.of(variables)));
  }

  private Fd take(String word, Variables variables) {
    return DescriptorSpec.of(word).take(kernel, variables);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0x5", "05"})
  void aNumberIsInherited(String word) {
    assertThat(take(word, variables())).isEqualTo(FIVE);

    verify(kernel).fcntlSetfd(FIVE, FdFlags.NONE);
  }

  @Test
  void aVariableNamesADescriptorThatIsInheritedWithIt() {
    Variables variables = variables("A=1", "E=0x5", "E=6");

    assertThat(take("/E", variables)).isEqualTo(FIVE);

    verify(kernel).fcntlSetfd(FIVE, FdFlags.NONE);
    assertThat(variables.environment().variables()).containsExactly("A=1", "E=0x5", "E=6");
  }

  @Test
  void aColonHidesVariableAndDescriptor() {
    Variables variables = variables("E=5", "A=1", "E=6");

    assertThat(take(":E", variables)).isEqualTo(FIVE);

    verify(kernel).fcntlSetfd(FIVE, FdFlags.FD_CLOEXEC);
    assertThat(variables.environment().variables()).containsExactly("A=1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aStandardDescriptorIsNeverHidden(int number) {
    Variables variables = variables("E=" + number);

    assertThat(take(":E", variables)).isEqualTo(new Fd(number));

    verify(kernel).fcntlSetfd(new Fd(number), FdFlags.NONE);
    assertThat(variables.value("E")).isNull();
  }

  @Test
  void theSameDescriptorMayBeTakenTwiceAndTheLastFormCounts() {
    when(kernel.fcntlGetfd(FIVE)).thenReturn(FdFlags.NONE, FdFlags.FD_CLOEXEC);
    Variables variables = variables("E=5");

    take(":E", variables);
    take("5", variables);

    var calls = inOrder(kernel);
    calls.verify(kernel).fcntlSetfd(FIVE, FdFlags.FD_CLOEXEC);
    calls.verify(kernel).fcntlSetfd(FIVE, FdFlags.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-5", "+5", " 5", "5 ", "5x", "0x", "09", "2147483648", "/", ":", "/A=B"})
  void otherWordsAreUsageErrors(String word) {
    assertThatThrownBy(() -> DescriptorSpec.of(word))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining(
            "\"" + (word.startsWith("/A") ? "A=B" : word.replace("/", "").replace(":", "")) + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/NOPE, 'variable \"NOPE\" is unset'",
    ":NOPE, 'variable \"NOPE\" is unset'",
    "/TEXT, 'variable \"TEXT\" holds no number: \"abc\"'",
    "/EMPTY, 'variable \"EMPTY\" holds no number: \"\"'",
    "/LONG, '\"2147483648\" is not a number from 0 to 2147483647'",
    "/TRAIL, '\"5x\" is not a number from 0 to 2147483647'"
  })
  void aVariableMustHoldTheNumber(String word, String message) {
    Variables variables = variables("TEXT=abc", "EMPTY=", "LONG=2147483648", "TRAIL=5x");

    assertThatThrownBy(() -> take(word, variables))
        .isInstanceOf(UsageError.class)
        .hasMessage(message);
    verify(kernel, never()).fcntlSetfd(any(), any());
  }

  @Test
  void aDescriptorThatIsNotOpenIsAUsageErrorAndNothingChanges() {
    when(kernel.fcntlGetfd(FIVE)).thenThrow(new KernelException(Errno.EBADF, "fcntl(5, F_GETFD)"));
    Variables variables = variables("E=5");

    assertThatThrownBy(() -> take(":E", variables))
        .isInstanceOf(UsageError.class)
        .hasMessage("descriptor 5 is not open");
    assertThat(variables.value("E")).isEqualTo("5");
    verify(kernel, never()).fcntlSetfd(any(), any());
  }
}
