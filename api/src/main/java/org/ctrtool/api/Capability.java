package org.ctrtool.api;

/** A capability; see capabilities(7). Its ordinal is its number. */
public enum Capability {
  /** Capability 0; see capabilities(7). */
  CAP_CHOWN,
  /** Capability 1; see capabilities(7). */
  CAP_DAC_OVERRIDE,
  /** Capability 2; see capabilities(7). */
  CAP_DAC_READ_SEARCH,
  /** Capability 3; see capabilities(7). */
  CAP_FOWNER,
  /** Capability 4; see capabilities(7). */
  CAP_FSETID,
  /** Capability 5; see capabilities(7). */
  CAP_KILL,
  /** Capability 6; see capabilities(7). */
  CAP_SETGID,
  /** Capability 7; see capabilities(7). */
  CAP_SETUID,
  /** Capability 8; see capabilities(7). */
  CAP_SETPCAP,
  /** Capability 9; see capabilities(7). */
  CAP_LINUX_IMMUTABLE,
  /** Capability 10; see capabilities(7). */
  CAP_NET_BIND_SERVICE,
  /** Capability 11; see capabilities(7). */
  CAP_NET_BROADCAST,
  /** Capability 12; see capabilities(7). */
  CAP_NET_ADMIN,
  /** Capability 13; see capabilities(7). */
  CAP_NET_RAW,
  /** Capability 14; see capabilities(7). */
  CAP_IPC_LOCK,
  /** Capability 15; see capabilities(7). */
  CAP_IPC_OWNER,
  /** Capability 16; see capabilities(7). */
  CAP_SYS_MODULE,
  /** Capability 17; see capabilities(7). */
  CAP_SYS_RAWIO,
  /** Capability 18; see capabilities(7). */
  CAP_SYS_CHROOT,
  /** Capability 19; see capabilities(7). */
  CAP_SYS_PTRACE,
  /** Capability 20; see capabilities(7). */
  CAP_SYS_PACCT,
  /** Capability 21; see capabilities(7). */
  CAP_SYS_ADMIN,
  /** Capability 22; see capabilities(7). */
  CAP_SYS_BOOT,
  /** Capability 23; see capabilities(7). */
  CAP_SYS_NICE,
  /** Capability 24; see capabilities(7). */
  CAP_SYS_RESOURCE,
  /** Capability 25; see capabilities(7). */
  CAP_SYS_TIME,
  /** Capability 26; see capabilities(7). */
  CAP_SYS_TTY_CONFIG,
  /** Capability 27; see capabilities(7). */
  CAP_MKNOD,
  /** Capability 28; see capabilities(7). */
  CAP_LEASE,
  /** Capability 29; see capabilities(7). */
  CAP_AUDIT_WRITE,
  /** Capability 30; see capabilities(7). */
  CAP_AUDIT_CONTROL,
  /** Capability 31; see capabilities(7). */
  CAP_SETFCAP,
  /** Capability 32; see capabilities(7). */
  CAP_MAC_OVERRIDE,
  /** Capability 33; see capabilities(7). */
  CAP_MAC_ADMIN,
  /** Capability 34; see capabilities(7). */
  CAP_SYSLOG,
  /** Capability 35; see capabilities(7). */
  CAP_WAKE_ALARM,
  /** Capability 36; see capabilities(7). */
  CAP_BLOCK_SUSPEND,
  /** Capability 37; see capabilities(7). */
  CAP_AUDIT_READ,
  /** Capability 38; see capabilities(7). */
  CAP_PERFMON,
  /** Capability 39; see capabilities(7). */
  CAP_BPF,
  /** Capability 40; see capabilities(7). */
  CAP_CHECKPOINT_RESTORE;

  /** The number of the last capability that has a name here. */
  public static final int LAST = 40;

  /** The number as the kernel counts. */
  public int number() {
    return ordinal();
  }
}
