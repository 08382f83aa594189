package org.ctrtool.sim.ns;

import org.ctrtool.sim.mount.MountNamespace;

/**
 * The namespaces of a task except its user namespace, which is with its credentials, and its own
 * PID namespace, which never changes; the kernel's {@code struct nsproxy}.
 *
 * @param mnt its mounts
 * @param uts its host name
 * @param ipc its message queues
 * @param net its network
 * @param cgroup its view of the cgroup tree
 * @param time its clocks
 * @param timeForChildren the clocks its children get, and itself at its next exec
 * @param pidForChildren where its children are numbered
 */
public record NsProxy(
    MountNamespace mnt,
    UtsNamespace uts,
    IpcNamespace ipc,
    NetNamespace net,
    CgroupNamespace cgroup,
    TimeNamespace time,
    TimeNamespace timeForChildren,
    PidNamespace pidForChildren) {

  /** With other mounts. */
  public NsProxy withMnt(MountNamespace changed) {
    return new NsProxy(changed, uts, ipc, net, cgroup, time, timeForChildren, pidForChildren);
  }

  /** With other clocks. */
  public NsProxy withTime(TimeNamespace own, TimeNamespace forChildren) {
    return new NsProxy(mnt, uts, ipc, net, cgroup, own, forChildren, pidForChildren);
  }

  /** With a namespace of a type that a task enters at once or its children will be born in. */
  public NsProxy with(Namespace changed) {
    return new NsProxy(
        changed instanceof MountNamespace m ? m : mnt,
        changed instanceof UtsNamespace u ? u : uts,
        changed instanceof IpcNamespace i ? i : ipc,
        changed instanceof NetNamespace n ? n : net,
        changed instanceof CgroupNamespace c ? c : cgroup,
        time,
        changed instanceof TimeNamespace t ? t : timeForChildren,
        changed instanceof PidNamespace p ? p : pidForChildren);
  }
}
