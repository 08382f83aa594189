package org.ctrtool.api;

/** A resource with a limit; see getrlimit(2). Its ordinal is its number on x86-64 and aarch64. */
public enum Resource {
  /** {@code RLIMIT_CPU}. */
  RLIMIT_CPU,
  /** {@code RLIMIT_FSIZE}. */
  RLIMIT_FSIZE,
  /** {@code RLIMIT_DATA}. */
  RLIMIT_DATA,
  /** {@code RLIMIT_STACK}. */
  RLIMIT_STACK,
  /** {@code RLIMIT_CORE}. */
  RLIMIT_CORE,
  /** {@code RLIMIT_RSS}. */
  RLIMIT_RSS,
  /** {@code RLIMIT_NPROC}. */
  RLIMIT_NPROC,
  /** {@code RLIMIT_NOFILE}. */
  RLIMIT_NOFILE,
  /** {@code RLIMIT_MEMLOCK}. */
  RLIMIT_MEMLOCK,
  /** {@code RLIMIT_AS}. */
  RLIMIT_AS,
  /** {@code RLIMIT_LOCKS}. */
  RLIMIT_LOCKS,
  /** {@code RLIMIT_SIGPENDING}. */
  RLIMIT_SIGPENDING,
  /** {@code RLIMIT_MSGQUEUE}. */
  RLIMIT_MSGQUEUE,
  /** {@code RLIMIT_NICE}. */
  RLIMIT_NICE,
  /** {@code RLIMIT_RTPRIO}. */
  RLIMIT_RTPRIO,
  /** {@code RLIMIT_RTTIME}. */
  RLIMIT_RTTIME;

  /** The number as the kernel counts. */
  public int number() {
    return ordinal();
  }
}
