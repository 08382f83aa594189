package org.ctrtool.tools.privileges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.privileges.PrivilegeRequest.Ambient;
import org.ctrtool.tools.privileges.PrivilegeRequest.Inheritable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class PrivilegeDropTest {
  private static final CapabilitySet ALL = new CapabilitySet(0b11111);
  private static final CapabilitySet ONE = new CapabilitySet(0b00010);
  private static final PrivilegeFacts FACTS =
      new PrivilegeFacts(ALL, CapabilitySet.NONE, new CapabilitySet(0b01111), 4);
  private static final Uid USER = new Uid(1000);
  private static final Gid GROUP = new Gid(1001);

  private final ChildKernel kernel = mock();

  /** A request, by default for user 0 and nothing else. */
  private static final class Wish {
    @Nullable Uid user = Uid.ROOT;
    Inheritable inheritable = new Inheritable.Unchanged();
    Ambient ambient = new Ambient.Unchanged();
    PrivilegeRequest.@Nullable Bounding bounding;
    boolean keep;
    @Nullable Securebits securebits;
    boolean noNewPrivileges;
    boolean clear;
    boolean neededLater;

    PrivilegeDrop drop() {
      return PrivilegeDrop.of(
          new PrivilegeRequest(
              user,
              user == null ? null : GROUP,
              List.of(new Gid(5)),
              inheritable,
              ambient,
              bounding,
              keep,
              securebits,
              noNewPrivileges,
              clear,
              neededLater),
          FACTS);
    }
  }

  private void all(PrivilegeDrop drop) {
    drop.forbidNew(kernel);
    drop.change(kernel);
    drop.hide(kernel);
    drop.relinquish(kernel);
  }

  private static Capabilities capabilities(CapabilitySet permitted, CapabilitySet inheritable) {
    return new Capabilities(permitted, permitted, inheritable);
  }

  @Test
  void eachStepStillHasThePrivilegeItNeeds() {
    Wish wish = new Wish();
    wish.user = USER;
    wish.inheritable = new Inheritable.Exactly(ONE);
    wish.ambient = new Ambient.LikeInheritable();
    wish.bounding = new PrivilegeRequest.Bounding(ONE, true);
    wish.securebits = Securebits.SECBIT_NOROOT;
    wish.noNewPrivileges = true;
    wish.clear = true;

    all(wish.drop());

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetNoNewPrivs();
    calls.verify(kernel).capset(capabilities(ALL, ONE));
    calls.verify(kernel).setgroups(List.of(new Gid(5)));
    calls.verify(kernel).prctlSetKeepcaps(1);
    calls.verify(kernel).setresgid(GROUP, GROUP, GROUP);
    calls.verify(kernel).setresuid(USER, USER, USER);
    calls.verify(kernel).capset(capabilities(ALL, ONE));
    calls.verify(kernel).prctlCapAmbientClearAll();
    calls.verify(kernel).prctlCapAmbientRaise(1);
    calls.verify(kernel).prctlCapbsetDrop(0);
    calls.verify(kernel).prctlCapbsetDrop(4);
    calls.verify(kernel).prctlSetSecurebits(Securebits.SECBIT_NOROOT);
    calls.verify(kernel).prctlSetDumpable(0);
    calls.verify(kernel).capset(capabilities(ONE, ONE));
    verify(kernel, never()).prctlCapbsetDrop(1);
  }

  @Test
  void anotherUserHasNoCapabilitiesUnlessTheyAreKept() {
    Wish wish = new Wish();
    wish.user = USER;

    all(wish.drop());

    verify(kernel, never()).prctlSetKeepcaps(anyInt());
    verify(kernel, times(1)).capset(any());
  }

  @Test
  void capabilitiesThatAreOnlyNeededOnTheWayAreGoneInTheEnd() {
    Wish wish = new Wish();
    wish.user = USER;
    wish.bounding = new PrivilegeRequest.Bounding(ONE, true);
    wish.clear = false;

    all(wish.drop());

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetKeepcaps(1);
    calls.verify(kernel).setresuid(USER, USER, USER);
    calls.verify(kernel).capset(capabilities(ALL, CapabilitySet.NONE));
    calls.verify(kernel).prctlCapbsetDrop(4);
    calls.verify(kernel).capset(Capabilities.NONE);
  }

  @Test
  void laterStepsMayNeedCapabilitiesToo() {
    Wish wish = new Wish();
    wish.user = USER;
    wish.neededLater = true;
    wish.clear = true;

    all(wish.drop());

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetKeepcaps(1);
    calls.verify(kernel).capset(Capabilities.NONE);
  }

  @Test
  void keptCapabilitiesStayWithoutClearing() {
    Wish wish = new Wish();
    wish.user = USER;
    wish.keep = true;

    PrivilegeDrop drop = wish.drop();
    drop.change(kernel);

    verify(kernel, times(2)).capset(capabilities(ALL, CapabilitySet.NONE));
    ChildKernel rest = mock();
    drop.relinquish(rest);
    verifyNoInteractions(rest);
  }

  @Test
  void allPermittedCapabilitiesCanBecomeInheritable() {
    Wish wish = new Wish();
    wish.inheritable = new Inheritable.AllPermitted();
    wish.clear = true;

    all(wish.drop());

    verify(kernel, times(3)).capset(capabilities(ALL, ALL));
  }

  @Test
  void whatIsNotMentionedStays() {
    Wish wish = new Wish();
    wish.user = null;

    all(wish.drop());

    verify(kernel, never()).setresuid(any(), any(), any());
    verify(kernel, never()).setresgid(any(), any(), any());
    verify(kernel, never()).prctlCapAmbientClearAll();
    verify(kernel, never()).prctlCapbsetDrop(anyInt());
    verify(kernel, never()).prctlSetSecurebits(any());
    verify(kernel, never()).prctlSetNoNewPrivs();
  }

  @Test
  void theBoundingSetKeepsOnlyWhatIsInIt() {
    Wish wish = new Wish();
    wish.bounding = new PrivilegeRequest.Bounding(new CapabilitySet(0b10000), true);

    assertThatExceptionOfType(KernelException.class)
        .isThrownBy(wish::drop)
        .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Errno.EPERM));
  }

  @Test
  void anUnknownCapabilityIsAnError() {
    Wish wish = new Wish();
    wish.bounding = new PrivilegeRequest.Bounding(new CapabilitySet(0b100000), true);

    assertThatExceptionOfType(KernelException.class)
        .isThrownBy(wish::drop)
        .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Errno.EINVAL));
  }

  @Test
  void whatIsLeftOfAllNeedNotBeThere() {
    Wish wish = new Wish();
    wish.bounding =
        new PrivilegeRequest.Bounding(
            CapabilitySet.ALL.without(Capability.CAP_DAC_READ_SEARCH), false);

    wish.drop().change(kernel);

    verify(kernel).prctlCapbsetDrop(2);
    verify(kernel, times(1)).prctlCapbsetDrop(anyInt());
  }

  @Test
  void aTaskCanBeLeftAFixedSet() {
    all(PrivilegeDrop.to(ONE, 4));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetNoNewPrivs();
    calls.verify(kernel).prctlCapAmbientClearAll();
    calls.verify(kernel).prctlCapbsetDrop(0);
    calls.verify(kernel).prctlCapbsetDrop(4);
    calls.verify(kernel).capset(capabilities(ONE, CapabilitySet.NONE));
    verify(kernel, never()).prctlCapbsetDrop(1);
    verify(kernel, times(1)).capset(any());
  }

  @Test
  void aNewUserNamespaceHasAllCapabilitiesTheKernelKnows() {
    Kernel host = mock();
    when(host.prctlCapbsetRead(anyInt()))
        .thenAnswer(
            call -> {
              int n = call.getArgument(0);
              if (n > Capability.LAST) {
                throw new KernelException(Errno.EINVAL, "prctl()");
              }
              return n != 24;
            });
    when(host.capget()).thenReturn(new Capabilities(ONE, ONE, ONE));

    PrivilegeFacts facts = PrivilegeFacts.of(host);

    assertThat(facts.lastCapability()).isEqualTo(Capability.LAST);
    assertThat(facts.permitted()).isEqualTo(ONE);
    assertThat(facts.bounding()).isEqualTo(CapabilitySet.ALL.without(Capability.CAP_SYS_RESOURCE));
    assertThat(facts.inNewUserNamespace())
        .isEqualTo(
            new PrivilegeFacts(
                CapabilitySet.ALL, CapabilitySet.NONE, CapabilitySet.ALL, Capability.LAST));
  }
}
