package org.ctrtool.nativebackend.agent;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;

/** How a task looks to itself. */
public final class TaskView {
  private static final int GAP = 8;
  private static final int FIRST_HIDDEN = 900;

  private TaskView() {}

  /** Ids, groups and capabilities. */
  public static String credentials(Kernel kernel) {
    Capabilities sets = kernel.capget();
    return ("uid " + ids(kernel.getresuid()) + "\n")
        + ("gid " + ids(kernel.getresgid()) + "\n")
        + ("groups " + kernel.getgroups() + "\n")
        + ("permitted " + sets.permitted() + "\n")
        + ("effective " + sets.effective() + "\n")
        + ("inheritable " + sets.inheritable() + "\n")
        + ("bounding " + bounding(kernel) + "\n")
        + ("no_new_privs " + kernel.prctlGetNoNewPrivs() + "\n");
  }

  private static String ids(Ids ids) {
    return ids.real() + " " + ids.effective() + " " + ids.saved();
  }

  private static CapabilitySet bounding(Kernel kernel) {
    long bits = 0;
    for (int number = 0; number <= Capability.LAST; number++) {
      bits |= kernel.prctlCapbsetRead(number) ? 1L << (number & 63) : 0;
    }
    return new CapabilitySet(bits);
  }

  /**
   * The open descriptors with their flags; those after eight unused numbers in a row are not looked
   * for.
   */
  public static String descriptors(Kernel kernel) {
    StringBuilder text = new StringBuilder();
    int missing = 0;
    int number = 0;
    while (missing < GAP && number < FIRST_HIDDEN) {
      Fd fd = new Fd(number);
      Attempt<FdFlags> flags = Attempt.of(() -> kernel.fcntlGetfd(fd));
      if (flags.refusal() == null) {
        missing = 0;
        text.append(List.of(number, flags.orThrow())).append('\n');
      } else {
        missing++;
      }
      number++;
    }
    return text.toString();
  }
}
