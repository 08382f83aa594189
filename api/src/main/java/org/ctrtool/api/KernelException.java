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
  private final transient Object call;
  private final transient @Nullable Reason reason;

  /** A refusal by a kernel that does not say why. */
  public KernelException(Errno errno, Call call) {
    this(errno, (Object) call, null);
  }

  /** A refusal by a rule, where the kernel can name it. */
  public KernelException(Errno errno, Call call, @Nullable Reason reason) {
    this(errno, (Object) call, reason);
  }

  /** A refusal of something that is no single call. */
  public KernelException(Errno errno, String what) {
    this(errno, (Object) what, null);
  }

  /** A refusal, by a rule, of something that is no single call. */
  public KernelException(Errno errno, String what, @Nullable Reason reason) {
    this(errno, (Object) what, reason);
  }

  private KernelException(Errno errno, Object call, @Nullable Reason reason) {
    this.errno = errno;
    this.call = call;
    this.reason = reason;
  }

  /** The call and the error. Put together when it is asked for: most refusals are expected. */
  @Override
  public String getMessage() {
    return call + ": " + errno.name();
  }

  /** The error number. */
  public Errno errno() {
    return errno;
  }

  /** The call with its arguments. */
  public String call() {
    return call.toString();
  }

  /** The rule that refused the call; null from a kernel that does not say. */
  public @Nullable Reason reason() {
    return reason;
  }
}
