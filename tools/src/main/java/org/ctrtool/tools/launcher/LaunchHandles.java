package org.ctrtool.tools.launcher;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher opens before there is a child; all of it close-on-exec.
 *
 * @param executed a pipe by which the child tells whether the program was executed
 * @param lock the locked file
 * @param log the log file
 * @param executable the file to execute
 * @param filled the same file where it is anonymous, for the script to fill it
 * @param sockets two descriptors whose places the child's pair of sockets takes: the program's end
 *     and the script's
 * @param streams the program's standard descriptors, and the launcher's side of them
 */
record LaunchHandles(
    @Nullable Pipe executed,
    @Nullable Fd lock,
    @Nullable Fd log,
    @Nullable Fd executable,
    @Nullable Fd filled,
    @Nullable Pipe sockets,
    @Nullable StandardStreams streams) {

  /** What there is without a child: the file to execute. */
  static LaunchHandles ofExecutable(@Nullable Fd executable) {
    return new LaunchHandles(null, null, null, executable, null, null, null);
  }

  /** The number of the program's end of the pair of sockets. */
  @Nullable Fd programSocket() {
    return sockets == null ? null : sockets.readEnd();
  }
}
