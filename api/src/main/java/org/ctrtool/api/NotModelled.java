package org.ctrtool.api;

/**
 * Something that a simulated kernel does not simulate. Not a {@link KernelException}, so that no
 * tool can mistake it for an answer of Linux and carry on.
 */
public final class NotModelled extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is missing, as {@code open_tree_attr(2)} or {@code overlay file systems}. */
  public NotModelled(String what) {
    super("not modelled: " + what);
  }
}
