package org.ctrtool.sim.task;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why a call on processes is refused. */
public enum TaskRule implements Rule {
  /** clone(2), EAGAIN. */
  TOO_MANY_PROCESSES(
      Errno.EAGAIN,
      "the user has as many processes as RLIMIT_NPROC allows",
      "fork(2), setrlimit(2)"),
  /** waitid(2), EINVAL. */
  WAIT_NEEDS_A_CHANGE(
      Errno.EINVAL,
      "waitid needs one of WEXITED, WSTOPPED and WCONTINUED, and takes no unknown option",
      "waitid(2)"),
  /** waitid(2), EINVAL. */
  WAIT_FOR_NO_PID(Errno.EINVAL, "waitid takes no process ID below 1 here", "waitid(2)"),
  /** waitid(2), ECHILD. */
  NO_SUCH_CHILD(Errno.ECHILD, "there is no child of this description", "waitid(2)"),
  /** kill(2), ESRCH. */
  NO_SUCH_PROCESS(Errno.ESRCH, "there is no such process in the caller's PID namespace", "kill(2)"),
  /** kill(2), EINVAL. */
  NO_SUCH_SIGNAL(Errno.EINVAL, "there is no such signal", "kill(2)"),
  /** kill(2), EPERM. */
  MAY_NOT_SIGNAL(
      Errno.EPERM,
      "neither the sender's real or effective user ID is the target's real or saved one, nor has it"
          + " CAP_KILL over the target's user namespace",
      "kill(2)"),
  /** sigaction(2), EINVAL. */
  SIGNAL_CANNOT_BE_IGNORED(
      Errno.EINVAL,
      "SIGKILL and SIGSTOP cannot be ignored, and there is no such other signal",
      "sigaction(2)"),
  /** setsid(2), EPERM. */
  IS_GROUP_LEADER(Errno.EPERM, "a process group has the caller's process ID already", "setsid(2)"),
  /** prlimit(2), EINVAL. */
  SOFT_LIMIT_ABOVE_HARD(Errno.EINVAL, "the soft limit is above the hard limit", "prlimit(2)"),
  /** prlimit(2), EPERM. */
  LIMITS_OF_OTHERS(
      Errno.EPERM,
      "the process belongs to another user, and the caller has no CAP_SYS_RESOURCE there",
      "prlimit(2)"),
  /** prlimit(2), EPERM. */
  HARD_LIMIT_CANNOT_BE_RAISED(
      Errno.EPERM,
      "raising a hard limit needs CAP_SYS_RESOURCE in the initial user namespace",
      "prlimit(2)"),
  /** prlimit(2), EPERM. */
  DESCRIPTOR_LIMIT_ABOVE_NR_OPEN(
      Errno.EPERM, "RLIMIT_NOFILE cannot be above /proc/sys/fs/nr_open", "prlimit(2)"),
  /** prctl(2), EINVAL. */
  NOT_0_OR_1(Errno.EINVAL, "the operation takes 0 or 1", "PR_SET_DUMPABLE(2const)"),
  /** prctl(2), EINVAL. */
  NO_DEATH_SIGNAL(Errno.EINVAL, "there is no such signal", "PR_SET_PDEATHSIG(2const)"),
  /** getppid(2), ESRCH. */
  PARENT_IS_ANOTHER(Errno.ESRCH, "the parent is another process than expected", "getppid(2)"),
  /** setitimer(2), EINVAL. */
  NO_TIME_BEFORE_NOW(Errno.EINVAL, "a time below zero", "setitimer(2)"),
  /** pidfd_open(2), EINVAL. */
  PIDFD_OF_NO_PID(
      Errno.EINVAL, "a process ID is positive, and the flags are known", "pidfd_open(2)"),
  /** pidfd_send_signal(2), EINVAL. */
  PROCESS_OF_A_NAMESPACE_ABOVE(
      Errno.EINVAL,
      "the process is in no PID namespace at or below the caller's",
      "pidfd_send_signal(2)"),
  /** pidfd_getfd(2), EPERM. */
  DESCRIPTORS_OF_OTHERS(
      Errno.EPERM,
      "the caller may not look into the process",
      "pidfd_getfd(2); ptrace(2), \"Ptrace access mode checking\""),
  /** execve(2), EAGAIN. */
  EXEC_BY_TOO_MANY(
      Errno.EAGAIN, "the user got above RLIMIT_NPROC by a change of user ID", "execve(2)"),
  /** execveat(2), ELOOP. */
  PROGRAM_IS_A_SYMBOLIC_LINK(
      Errno.ELOOP, "the program is a symbolic link, which is not followed", "execveat(2)"),
  /** execve(2), EACCES. */
  NOT_A_REGULAR_FILE(Errno.EACCES, "a program must be a regular file", "execve(2)"),
  /** execve(2), EACCES. */
  NOT_EXECUTABLE(Errno.EACCES, "the file has no execute permission for the caller", "execve(2)"),
  /** execve(2), EACCES. */
  MOUNTED_NOEXEC(Errno.EACCES, "the file is on a mount with the flag noexec", "execve(2)"),
  /** execve(2), ETXTBSY. */
  OPEN_FOR_WRITING(Errno.ETXTBSY, "the file is open for writing", "execve(2)"),
  /** execve(2), E2BIG. */
  ARGUMENTS_TOO_BIG(
      Errno.E2BIG,
      "an argument or variable is longer than 128 KiB, or all are too many",
      "execve(2)"),
  /** execve(2), ENOEXEC. */
  UNKNOWN_FORMAT(
      Errno.ENOEXEC, "the file is neither a known binary format nor a script", "execve(2)"),
  /** execve(2), ELOOP. */
  TOO_MANY_INTERPRETERS(
      Errno.ELOOP, "more than five scripts are interpreters of each other", "execve(2)"),
  /** execve(2), ENOENT. */
  SCRIPT_WOULD_BE_CLOSED(
      Errno.ENOENT,
      "the script is executed by a close-on-exec descriptor, so its interpreter could not open it",
      "execveat(2)"),
  /** execveat(2), EINVAL. */
  EXECVEAT_UNKNOWN_FLAG(Errno.EINVAL, "a flag that execveat does not know", "execveat(2)"),
  /** reboot(2), EPERM. */
  REBOOT_NEEDS_CAP_SYS_BOOT(
      Errno.EPERM,
      "reboot needs CAP_SYS_BOOT over the user namespace that owns the PID namespace",
      "reboot(2)"),
  /** signalfd(2), EINVAL. */
  BUFFER_TOO_SMALL_FOR_A_SIGNAL(
      Errno.EINVAL, "a descriptor of signals is read in pieces of 128 bytes", "signalfd(2)"),
  /** write(2), EIO. */
  WRITTEN_IN_PART(Errno.EIO, "only a part of the data could be written", "write(2)"),
  /** read(2), EPIPE. */
  NOBODY_WILL_SAY_GO_ON(Errno.EPIPE, "whoever held the other end of the pipe is gone", "pipe(7)"),
  /** waitid(2), EINTR. */
  INTERRUPTED(Errno.EINTR, "a signal arrived first", "signal(7)");

  private final Reason reason;

  TaskRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
