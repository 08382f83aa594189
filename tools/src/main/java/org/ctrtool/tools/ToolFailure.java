package org.ctrtool.tools;

/** Why a tool cannot go on although no call was refused, in one line. */
public final class ToolFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String what;

  /** Says what is wrong. */
  public ToolFailure(String what) {
    super(what);
    this.what = what;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }
}
