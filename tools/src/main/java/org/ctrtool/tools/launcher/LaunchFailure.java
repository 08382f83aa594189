package org.ctrtool.tools.launcher;

import org.ctrtool.tools.ToolFailure;

/** A launch that cannot go on although no call was refused. */
final class LaunchFailure extends ToolFailure {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, in one line. */
  LaunchFailure(String what) {
    super(what);
  }
}
