package org.ctrtool.tools.ppidcheck;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.jspecify.annotations.Nullable;

/** What the process is to be before it becomes the program. */
public final class Attributes {
  /** No alarm is touched. */
  static final int NO_ALARM = -1;

  SignalSet blocked = SignalSet.EMPTY;
  SignalSet unblocked = SignalSet.EMPTY;
  SignalSet ignored = SignalSet.EMPTY;
  SignalSet byDefault = SignalSet.EMPTY;
  boolean subreaper;
  @Nullable Signal deathSignal;
  @Nullable Pid parent;
  @Nullable DescriptorSpec parentProcess;
  boolean noNewPrivileges;
  int alarm = NO_ALARM;
  boolean session;
  @Nullable String prefix;
  List<String> command = List.of();

  Attributes() {}

  /**
   * Sets them. The death signal comes before the look at the parent: whenever the parent ends, one
   * of the two notices.
   */
  void apply(ChildKernel kernel) {
    kernel.doing("setting the signal mask");
    change(kernel, SignalMaskChange.SIG_UNBLOCK, new SignalSet(unblocked.bits() & ~blocked.bits()));
    change(kernel, SignalMaskChange.SIG_BLOCK, blocked);
    dispositions(kernel);
    kernel.doing("setting attributes");
    if (subreaper) {
      kernel.prctlSetChildSubreaper(1);
    }
    if (deathSignal != null) {
      kernel.prctlSetPdeathsig(deathSignal);
    }
    if (parent != null) {
      kernel.doing("checking the parent");
      kernel.requireParent(parent);
    }
    kernel.doing("setting attributes");
    if (noNewPrivileges) {
      kernel.prctlSetNoNewPrivs();
    }
    if (alarm != NO_ALARM) {
      kernel.setitimerReal(alarm);
    }
    if (session) {
      kernel.setsid();
    }
  }

  private static void change(ChildKernel kernel, SignalMaskChange how, SignalSet set) {
    if (!set.equals(SignalSet.EMPTY)) {
      kernel.changeSignalMask(how, set);
    }
  }

  private void dispositions(ChildKernel kernel) {
    kernel.doing("setting signal dispositions");
    for (int number = 1; number <= Signal.LAST; number++) {
      Signal signal = new Signal(number);
      if (ignored.has(signal)) {
        kernel.sigaction(signal, SignalDisposition.SIG_IGN);
      }
      if (byDefault.has(signal)) {
        kernel.sigaction(signal, SignalDisposition.SIG_DFL);
      }
    }
  }
}
