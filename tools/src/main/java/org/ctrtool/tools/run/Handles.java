package org.ctrtool.tools.run;

import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * What the parent opened for the container's first process.
 *
 * @param lifeline a pipe that does not block; its end of file says that the parent is gone
 * @param release a pipe that gives one byte when the ID maps are written; null if nobody writes
 *     them
 * @param inner how the parent is told of the inner user namespace, null if there is none
 * @param network the network namespace to enter, or null
 * @param terminal the new terminal, or null
 * @param init ctrtool's own program, which becomes process 1; null if the command does
 */
record Handles(
    Pipe lifeline,
    @Nullable Pipe release,
    @Nullable Inner inner,
    @Nullable Fd network,
    @Nullable Terminal terminal,
    @Nullable Fd init) {

  /**
   * Pipes for one byte each.
   *
   * @param entered says that the child is in its inner user namespace
   * @param release says that this one's maps are written
   */
  record Inner(Pipe entered, Pipe release) {}

  /**
   * A new terminal.
   *
   * @param master the side that is relayed
   * @param slave the program's side
   * @param slavePath the name of the program's side on the host
   */
  record Terminal(Fd master, Fd slave, String slavePath) {}

  /** Whether the child waits for its parent before it executes the program. */
  boolean needParent() {
    return release != null || inner != null;
  }

  /** What the parent has no use for once the child exists. */
  List<Fd> ofTheChild() {
    java.util.ArrayList<Fd> handles = new java.util.ArrayList<>();
    handles.add(lifeline.readEnd());
    if (inner != null) {
      handles.add(inner.entered().writeEnd());
    }
    if (network != null) {
      handles.add(network);
    }
    if (init != null) {
      handles.add(init);
    }
    return handles;
  }
}
