package org.ctrtool.linux;

import org.ctrtool.api.Call;

/** Which calls change the calling thread and no other. */
final class ThreadState {
  private ThreadState() {}

  static boolean isChangedBy(Call call) {
    return switch (call.name()) {
      case UNSHARE,
          SETNS,
          SETGROUPS,
          SETRESUID,
          SETRESGID,
          CAPSET,
          PRCTL_CAPBSET_DROP,
          PRCTL_CAP_AMBIENT_CLEAR_ALL,
          PRCTL_CAP_AMBIENT_RAISE,
          PRCTL_SET_SECUREBITS,
          PRCTL_SET_KEEPCAPS,
          PRCTL_SET_NO_NEW_PRIVS,
          PRCTL_SET_PDEATHSIG,
          KEYCTL_JOIN_SESSION_KEYRING ->
          true;
      default -> false;
    };
  }
}
