package org.ctrtool.tools.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;

class NamespaceRequestTest {
  private static final Fd DIRECTORY = new Fd(10);
  private static final SetnsTypes NET_AND_UTS = SetnsTypes.CLONE_NEWNET.or(SetnsTypes.CLONE_NEWUTS);

  private final Kernel kernel = mock();

  private void enter(NamespaceRequest... requests) {
    NamespaceFiles.open(kernel, List.of(requests)).enter(kernel);
  }

  @Test
  void lettersSayWhichOfAProcessesNamespacesAreEntered() {
    enter(NamespaceRequest.of("nu:8"));

    verify(kernel).setns(new Fd(8), NET_AND_UTS);
    verify(kernel, never()).close(any());
  }

  @Test
  void withoutLettersTheFileSaysItself() {
    enter(NamespaceRequest.of(":8"));

    verify(kernel).setns(new Fd(8), SetnsTypes.NONE);
  }

  @Test
  void theLetterXClosesTheDescriptorAfterwards() {
    enter(NamespaceRequest.of("nX:8"));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setns(new Fd(8), SetnsTypes.CLONE_NEWNET);
    calls.verify(kernel).close(new Fd(8));
  }

  @Test
  void aFileIsOpenedAndClosed() {
    when(kernel.openat(eq(Fd.AT_FDCWD), eq("/run/net"), any(), any())).thenReturn(new Fd(5));

    enter(NamespaceRequest.of("n=/run/net"));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setns(new Fd(5), SetnsTypes.CLONE_NEWNET);
    calls.verify(kernel).close(new Fd(5));
  }

  @Test
  void ofADirectoryEverythingIsOpenBeforeTheFirstIsEnteredAndTheUserNamespaceIsFirst() {
    when(kernel.openat(eq(Fd.AT_FDCWD), eq("/proc/7"), any(), any())).thenReturn(DIRECTORY);
    when(kernel.openat(eq(DIRECTORY), eq("ns/mnt"), any(), any())).thenReturn(new Fd(11));
    when(kernel.openat(eq(DIRECTORY), eq("ns/user"), any(), any())).thenReturn(new Fd(12));

    enter(NamespaceRequest.of("mU//proc/7"));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(eq(DIRECTORY), eq("ns/mnt"), any(), any());
    calls.verify(kernel).setns(new Fd(12), SetnsTypes.CLONE_NEWUSER);
    calls.verify(kernel).setns(new Fd(11), SetnsTypes.CLONE_NEWNS);
  }

  @Test
  void theNumberMayBeInAVariable() {
    Invocation invocation = Invocation.of(new Environment(List.of("FD=8")), "launcher");

    enter(NamespaceRequest.of("n-FD").checked(invocation, kernel));

    verify(kernel).setns(new Fd(8), SetnsTypes.CLONE_NEWNET);
  }

  @Test
  void theNameOfTheVariableMayBeLeftOut() {
    String variable = NamespaceRequest.DEFAULT_VARIABLE + "=9";
    Invocation invocation = Invocation.of(new Environment(List.of(variable)), "launcher");

    enter(NamespaceRequest.of("nu-").checked(invocation, kernel));

    verify(kernel).setns(new Fd(9), NET_AND_UTS);
  }

  @Test
  void anUnsetVariableIsAMistake() {
    Invocation invocation = Invocation.of(new Environment(List.of()), "launcher");
    NamespaceRequest request = NamespaceRequest.of("n-UNSET");

    assertThatThrownBy(() -> request.checked(invocation, kernel))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("variable UNSET is unset");
  }

  @Test
  void aDescriptorThatIsNotOpenIsAMistake() {
    when(kernel.fcntlGetfd(new Fd(77))).thenThrow(new KernelException(Errno.EBADF, "fcntl"));
    Invocation invocation = Invocation.of(new Environment(List.of()), "launcher");
    NamespaceRequest request = NamespaceRequest.of("n:77");

    assertThatThrownBy(() -> request.checked(invocation, kernel))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("descriptor 77 is not open");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "n", "q:8", "n:", "n:x", "n=", "n/", "//proc/7", "nX=/f", "nX//proc/7", "8"})
  void otherWordsAreNoRequests(String word) {
    assertThatThrownBy(() -> NamespaceRequest.of(word)).isInstanceOf(UsageError.class);
  }

  @Test
  void lettersAloneAreReadInTheOrderOfEntering() {
    assertThat(NamespaceKind.letters("mUm"))
        .containsExactly(NamespaceKind.USER, NamespaceKind.MOUNT);
  }
}
