package org.ctrtool.tools.launcher;

import org.ctrtool.api.Fd;

/** What the child executes. */
sealed interface Executable {
  /** The first operand, looked up in PATH. */
  record Searched() implements Executable {}

  /** A file, as the child sees it. */
  record Path(String path) implements Executable {}

  /** A file that the launcher opens. */
  record OnHost(String path) implements Executable {}

  /** An open file of the caller's. */
  record Open(Fd file) implements Executable {}

  /** An anonymous file that the script fills. */
  record Anonymous() implements Executable {}

  /** Nothing: the child ends when it is ready. */
  record Nothing() implements Executable {}
}
