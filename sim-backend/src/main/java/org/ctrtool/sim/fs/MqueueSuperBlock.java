package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * The message queues of an IPC namespace; mq_overview(7). Queues can be made and removed, not used.
 */
public final class MqueueSuperBlock extends SuperBlock {
  private static final int ENTRY_SIZE = 20;

  /** One without queues. */
  public MqueueSuperBlock(Dev device, UserNamespace owner, Kuid user, Kgid group) {
    super("mqueue", device, owner);
    setRoot(new Dentry("", new Directory(this, new Mode(01777), user, group)));
  }

  @Override
  public boolean canMake(int type) {
    return type == Mode.S_IFREG;
  }

  @Override
  public long directorySize(int entries) {
    return (2L + entries) * ENTRY_SIZE;
  }
}
