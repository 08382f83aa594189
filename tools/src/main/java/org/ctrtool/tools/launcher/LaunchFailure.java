package org.ctrtool.tools.launcher;

/** A launch that cannot go on although no call was refused. For ending. */
final class LaunchFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, in one line. */
  LaunchFailure(String what) {
    super(what);
  }

  String what() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
