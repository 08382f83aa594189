package org.ctrtool.linux;

import java.util.Set;
import java.util.TreeSet;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.tape.Step;
import org.ctrtool.api.tape.Tape;

/** Which descriptors a tape calls by number, and not by what an earlier step opened. */
final class TapeDescriptors {
  private final Set<Integer> used = new TreeSet<>();
  private final Set<Integer> replaced = new TreeSet<>();

  TapeDescriptors(Tape tape) {
    for (Step step : tape.steps()) {
      if (step instanceof Step.Make make) {
        look(make.call());
      }
    }
  }

  /** Those that must be what they are here. */
  Set<Integer> used() {
    return used;
  }

  /** Whether {@code number} has a meaning in the tape. */
  boolean names(int number) {
    return used.contains(number) || replaced.contains(number);
  }

  private void look(Call call) {
    for (int i = 0; i < call.argumentCount(); i++) {
      boolean replacedHere =
          call.name() == SystemCall.DUP3 && i == 1 || call.name() == SystemCall.SOCKETPAIR_UNIX_AT;
      switch (call.argument(i)) {
        case Fd fd -> add(fd, replacedHere ? replaced : used);
        case LoopConfig config -> add(config.backing(), used);
        case MountAttr attr -> add(attr.userNamespace(), used);
        case null, default -> {}
      }
    }
  }

  private static void add(Fd fd, Set<Integer> set) {
    if (fd.number() >= 0) {
      set.add(fd.number());
    }
  }
}
