package org.ctrtool.sim.task;

import org.ctrtool.api.Resource;
import org.ctrtool.sim.user.Kuid;

/** RLIMIT_NPROC: how many processes a user may have; see setrlimit(2). */
final class ProcessLimit {
  private ProcessLimit() {}

  /** Whether the task's real user has more processes than it allows. */
  static boolean isExceeded(Task task) {
    return count(task) > task.limit(Resource.RLIMIT_NPROC).soft() && isLimited(task);
  }

  /** Whether the task's real user has no process left. */
  static boolean isReached(Task task) {
    return count(task) >= task.limit(Resource.RLIMIT_NPROC).soft() && isLimited(task);
  }

  private static boolean isLimited(Task task) {
    return task.limit(Resource.RLIMIT_NPROC).soft() >= 0
        && !task.credentials().uids().real().equals(Kuid.ROOT);
  }

  private static long count(Task task) {
    Kuid user = task.credentials().uids().real();
    return task.machine().tasks().stream()
        .filter(
            each ->
                each.credentials().uids().real().equals(user)
                    && each.userNamespace() == task.userNamespace())
        .count();
  }
}
