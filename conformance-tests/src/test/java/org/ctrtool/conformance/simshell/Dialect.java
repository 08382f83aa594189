package org.ctrtool.conformance.simshell;

/** Which shell it is: the two of the examples differ in words, and in what they know at all. */
enum Dialect {
  /** GNU bash, which the examples themselves are for. */
  BASH,
  /** dash, a small POSIX shell, which is the {@code sh} of the examples. */
  DASH;

  /** Refuses what only the other shell knows. */
  void requireBash(String construct) {
    if (this != BASH) {
      throw new Syntax.Unsupported(construct + " in sh");
    }
  }
}
