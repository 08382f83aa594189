package org.ctrtool.api;

import org.jspecify.annotations.Nullable;

/**
 * A call that the kernel refused. Its message is the call as a person would write it and the error:
 * {@code umount2("/mnt", MNT_DETACH): EINVAL}.
 *
 * <p>In the natively compiled modules this is for ending, not for steering: a tool that has to look
 * at an errno asks {@link Attempt}.
 */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Errno errno;
  private final String call;
  private final transient @Nullable Reason reason;

  /** A refusal by a kernel that does not say why. */
  public KernelException(Errno errno, String call) {
    this(errno, call, null);
  }

  /** A refusal by a rule, where the kernel can name it. */
  public KernelException(Errno errno, String call, @Nullable Reason reason) {
    super(call + ": " + errno.name());
    this.errno = errno;
    this.call = call;
    this.reason = reason;
  }

  /** The error number. */
  public Errno errno() {
    return errno;
  }

  /** The call with its arguments. */
  public String call() {
    return call;
  }

  /** The rule that refused the call; null from a kernel that does not say. */
  public @Nullable Reason reason() {
    return reason;
  }
}
