package org.ctrtool.tools.nsopenfile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.UnshareFlags;

/**
 * Where something is opened.
 *
 * @param steps what is entered first, in this order
 * @param newNetwork whether a new network namespace is made then
 * @param opened descriptors that are of no use afterwards
 */
record Entrance(List<NamespaceEntry.Step> steps, boolean newNetwork, List<Fd> opened) {
  /** Takes copies of the lists. */
  Entrance {
    steps = List.copyOf(steps);
    opened = List.copyOf(opened);
  }

  private boolean isHere() {
    return steps.isEmpty() && !newNetwork;
  }

  /** Opens something there; this process stays where it is. */
  Fd open(Kernel kernel, Function<ChildKernel, Fd> open) {
    if (isHere()) {
      return open.apply(kernel);
    }
    return kernel.openIn(
        new NamespaceEntry(steps),
        inside -> {
          if (newNetwork) {
            inside.unshare(UnshareFlags.CLONE_NEWNET);
          }
          return open.apply(inside);
        });
  }

  /** The same place, which several things can be opened in: a new namespace is made now. */
  Entrance lasting(Kernel kernel) {
    if (!newNetwork) {
      return this;
    }
    Fd network = open(kernel, inside -> inside.ioctlSiocgskns(inside.socketInetDgram()));
    List<NamespaceEntry.Step> all = new ArrayList<>(steps);
    all.add(new NamespaceEntry.Step(network, SetnsTypes.CLONE_NEWNET));
    List<Fd> more = new ArrayList<>(opened);
    more.add(network);
    return new Entrance(all, false, more);
  }

  /** Closes what was opened to get there. */
  void close(Kernel kernel) {
    for (Fd each : opened) {
      kernel.close(each);
    }
  }
}
