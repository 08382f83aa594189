package org.ctrtool.sim.task;

import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.SimAssert.assertRefused;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.Test;

class FileLocksTest {
  @Test
  void anExclusiveLockKeepsOthersOut() {
    try (SimKernel host = SimHost.with().file("/lock", "").boot()) {
      Fd first = host.openat(AT_FDCWD, "/lock", OpenFlags.NONE, Mode.NONE);
      Fd second = host.openat(AT_FDCWD, "/lock", OpenFlags.NONE, Mode.NONE);

      host.flock(first, 1);
      host.flock(second, 1 | 4);
      assertRefused(FileLocks.LockRule.LOCKED_BY_ANOTHER, () -> host.flock(first, 2 | 4));
      host.flock(second, 8);
      host.flock(first, 2);
      assertRefused(FileLocks.LockRule.LOCKED_BY_ANOTHER, () -> host.flock(second, 1 | 4));
      host.close(first);
      host.flock(second, 2);
      assertRefused(FileLocks.LockRule.NO_SUCH_OPERATION, () -> host.flock(second, 3));
    }
  }
}
