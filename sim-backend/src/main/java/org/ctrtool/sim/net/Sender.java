package org.ctrtool.sim.net;

import org.ctrtool.api.Gid;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end, as the kernel keeps it; how that is written is up to who asks.
 *
 * @param process null if nobody noted it
 */
public record Sender(@Nullable ProcessId process, Kuid user, Kgid group) {
  /** Of a message of which nobody wanted to know. */
  static final Sender UNKNOWN = new Sender(null, Kuid.INVALID, Kgid.INVALID);

  /** Of the end of a stream: what a message without anything in it has. */
  static final Sender NOBODY = new Sender(null, new Kuid(0), new Kgid(0));

  private static final long NO_ID = 0xFFFFFFFFL;
  private static final PeerCredentials NO_PEER =
      new PeerCredentials(new Pid(0), new Uid(NO_ID), new Gid(NO_ID));

  /** As whom a task sends messages: scm_set_cred(), current_uid_gid(). */
  public static Sender of(Task task) {
    Credentials credentials = task.credentials();
    return new Sender(task.id(), credentials.uids().real(), credentials.gids().real());
  }

  /** As whom a task connects, listens or makes a pair: init_peercred(). */
  static Sender peer(Task task) {
    Credentials credentials = task.credentials();
    return new Sender(task.id(), credentials.uids().effective(), credentials.gids().effective());
  }

  /** As a task sees it in its user and PID namespaces; pid_vnr(), from_kuid_munged(). */
  PeerCredentials seenBy(Task task) {
    int pid = process == null ? 0 : process.numberIn(task.pidNamespace());
    return new PeerCredentials(
        new Pid(pid), task.userNamespace().toUid(user), task.userNamespace().toGid(group));
  }

  /** SO_PEERCRED: cred_to_ucred(). */
  static PeerCredentials peerSeenBy(Task task, @Nullable Sender peer) {
    return peer == null ? NO_PEER : peer.seenBy(task);
  }
}
