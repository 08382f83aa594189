package org.ctrtool.sim.task;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.Rule;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Inode;

/** Locks of open files: flock(2); fs/locks.c. */
public final class FileLocks {
  private static final int SHARED = 1;
  private static final int EXCLUSIVE = 2;
  private static final int DO_NOT_WAIT = 4;
  private static final int UNLOCK = 8;

  /** Why a lock is refused. */
  public enum LockRule implements Rule {
    /** flock(2), EINVAL. */
    NO_SUCH_OPERATION(Errno.EINVAL, "the operation is none of LOCK_SH, LOCK_EX and LOCK_UN"),
    /** flock(2), EAGAIN. */
    LOCKED_BY_ANOTHER(Errno.EAGAIN, "another open file holds a lock, and the call must not wait");

    private final Reason reason;

    LockRule(Errno errno, String explanation) {
      reason = new Reason(name(), errno, explanation, "flock(2)");
    }

    @Override
    public Reason reason() {
      return reason;
    }
  }

  /** Who holds a lock on a file; true stands for an exclusive one. */
  private final IdentityHashMap<Inode, Map<OpenFile, Boolean>> locks = new IdentityHashMap<>();

  FileLocks() {}

  /** flock(2). A lock that is changed is given up first. */
  public static void flock(Task task, Fd fd, int operation) {
    FileLocks all = task.machine().locks();
    int kind = operation & ~DO_NOT_WAIT;
    Refuse.unless(
        kind == SHARED || kind == EXCLUSIVE || kind == UNLOCK, LockRule.NO_SUCH_OPERATION);
    OpenFile file = task.descriptors().require(fd);
    if (kind == UNLOCK) {
      all.unlock(file);
      return;
    }
    boolean exclusive = kind == EXCLUSIVE;
    if (exclusive == all.holders(file).getOrDefault(file, !exclusive)) {
      return;
    }
    all.unlock(file);
    if (!all.isFree(file, exclusive)) {
      if ((operation & DO_NOT_WAIT) != 0) {
        throw new Refusal(LockRule.LOCKED_BY_ANOTHER);
      }
      task.await("the lock of a file", () -> all.isFree(file, exclusive));
    }
    all.holders(file).put(file, exclusive);
    file.onLastRelease(() -> all.unlock(file));
  }

  private Map<OpenFile, Boolean> holders(OpenFile file) {
    return locks.computeIfAbsent(file.inode(), inode -> new LinkedHashMap<>());
  }

  private boolean isFree(OpenFile file, boolean exclusive) {
    Map<OpenFile, Boolean> holders = holders(file);
    return exclusive ? holders.isEmpty() : !holders.containsValue(true);
  }

  private void unlock(OpenFile file) {
    holders(file).remove(file);
  }
}
