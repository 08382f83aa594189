package org.ctrtool.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The functions of the C library that a JVM needs. All numbers are as wide as a register. */
final class Libc {
  static {
    // The JVM has loaded the C library, whichever it is.
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  /** {@code long syscall(long number, ...)}: -1 and errno if the call is refused. */
  static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  static native int posix_spawn(
      byte[] pid, byte[] path, long fileActions, long attributes, long argv, long envp);

  static native int posix_spawn_file_actions_init(long actions);

  static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

  static native int posix_spawn_file_actions_destroy(long actions);

  static native int posix_spawnattr_init(long attributes);

  static native int posix_spawnattr_setflags(long attributes, short flags);

  static native int posix_spawnattr_setsigdefault(long attributes, byte[] signals);

  static native int posix_spawnattr_destroy(long attributes);
}
