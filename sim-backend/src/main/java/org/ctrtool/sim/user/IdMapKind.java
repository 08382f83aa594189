package org.ctrtool.sim.user;

import org.ctrtool.api.Capability;
import org.jspecify.annotations.Nullable;

/** The three maps of a user namespace. */
public enum IdMapKind {
  /** User IDs. */
  UID("uid_map", Capability.CAP_SETUID),
  /** Group IDs. */
  GID("gid_map", Capability.CAP_SETGID),
  /** Project IDs of quotas, which anybody may map. */
  PROJID("projid_map", null);

  private final String fileName;
  private final @Nullable Capability capability;

  IdMapKind(String fileName, @Nullable Capability capability) {
    this.fileName = fileName;
    this.capability = capability;
  }

  /** The name of its file in {@code /proc/PID}. */
  public String fileName() {
    return fileName;
  }

  /** What maps other ids than one's own; null if nothing is needed. */
  @Nullable Capability capability() {
    return capability;
  }
}
