package org.ctrtool.tools.launcher;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher opens before there is a child; all of it close-on-exec.
 *
 * @param ready a pipe by which the child says that it waits
 * @param release a pipe by which the launcher lets it go on; its end says that the launcher is gone
 * @param lock the locked file
 * @param log the log file
 * @param executable the file to execute
 */
record LaunchHandles(
    Pipe ready, Pipe release, @Nullable Fd lock, @Nullable Fd log, @Nullable Fd executable) {}
