package org.ctrtool.sim.proc;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why something of proc is not shown. */
public enum ProcRule implements Rule {
  /** proc_pid(5), EACCES. */
  PROCESS_IS_CLOSED(
      Errno.EACCES,
      "the caller may not look into the process: other ids, more capabilities, or not dumpable",
      "ptrace(2), \"Ptrace access mode checking\"; proc_pid(5)"),
  /** proc_pid(5), ENOENT. */
  NOTHING_THERE(Errno.ENOENT, "the process has nothing of this kind (any more)", "proc_pid(5)"),
  /** proc_pid(5), ESRCH. */
  PROCESS_IS_GONE(Errno.ESRCH, "the process has ended", "proc_pid(5)"),
  /** proc_pid_timerslack_ns(5), EPERM. */
  NOT_ITS_OWN_TIMERS(
      Errno.EPERM,
      "the timer slack of another process takes CAP_SYS_NICE over its user namespace",
      "proc_pid_timerslack_ns(5)"),
  /** proc_sys_vm(5), EPERM. */
  SETTING_NEEDS_CAP_SYS_ADMIN(
      Errno.EPERM,
      "the setting takes CAP_SYS_ADMIN over the user namespace that owns the PID namespace",
      "Documentation/userspace-api/mfd_noexec.rst"),
  /** proc_pid_mountinfo(5), EINVAL. */
  NO_MOUNTS_ANY_MORE(
      Errno.EINVAL,
      "the process has ended and left its mount namespace",
      "proc_pid_mountinfo(5); mounts_open_common() in fs/proc_namespace.c"),
  /** time_namespaces(7), EPERM. */
  CLOCKS_NEED_CAP_SYS_TIME(
      Errno.EPERM,
      "whoever opened the file has no CAP_SYS_TIME over the owner of the time namespace",
      "time_namespaces(7)"),
  /** time_namespaces(7), ERANGE. */
  CLOCK_OUT_OF_RANGE(
      Errno.ERANGE, "the clock would be negative or too far ahead", "time_namespaces(7)"),
  /** time_namespaces(7), EACCES. */
  CLOCKS_ARE_IN_USE(
      Errno.EACCES, "a process is in the time namespace already", "time_namespaces(7)"),
  /** proc(5), EIO. */
  NOTHING_TAKES_IT(
      Errno.EIO, "there is nothing that takes what is written", "proc_reg_write() in fs/proc"),
  /** proc(5), EINVAL. */
  BAD_VALUE(Errno.EINVAL, "the file does not take this value", "proc(5)"),
  /** proc(5), EINVAL. */
  UNKNOWN_MOUNT_OPTION(Errno.EINVAL, "proc has no such mount option, or no such value", "proc(5)");

  private final Reason reason;

  ProcRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
