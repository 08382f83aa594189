package org.ctrtool.sim;

import java.util.EnumMap;
import java.util.Map;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;

/** Which calls are modelled, and how far. The manual's table is made from this one. */
public final class Support {
  /** How far a call is modelled. */
  public enum Degree {
    /** As Linux does it, as far as known. */
    MODELLED,
    /** Not every case; the note says which are missing. */
    PARTLY,
    /** Not at all: it throws {@link org.ctrtool.api.NotModelled}. */
    NOT
  }

  private static final Map<SystemCall, Handler> HANDLERS = handlers();
  private static final Map<SystemCall, String> MISSING = missing();

  private Support() {}

  private static Map<SystemCall, Handler> handlers() {
    Map<SystemCall, Handler> table = new EnumMap<>(SystemCall.class);
    FileHandlers.addTo(table);
    DeviceHandlers.addTo(table);
    MountHandlers.addTo(table);
    ProcessHandlers.addTo(table);
    return table;
  }

  private static Map<SystemCall, String> missing() {
    Map<SystemCall, String> missing = new EnumMap<>(SystemCall.class);
    missing.put(SystemCall.WAITID, "interruption by signals, as there are no handlers");
    missing.put(SystemCall.REBOOT, "the initial PID namespace, where it stops the machine");
    missing.put(SystemCall.SIGNALFD4, "fields beyond signal, code, pid, uid and status");
    missing.put(SystemCall.KEYCTL_JOIN_SESSION_KEYRING, "keyrings: it does nothing");
    missing.put(SystemCall.PRCTL_SET_THP_DISABLE, "pages: it only shows");
    missing.put(SystemCall.PRCTL_SET_TIMERSLACK, "late timers: it only shows");
    missing.put(SystemCall.PIDFD_SEND_SIGNAL, "directories of /proc as descriptors of processes");
    missing.put(SystemCall.EXECVE, "what ELF loaders refuse; binfmt_misc; vfork");
    missing.put(SystemCall.EXECVEAT, "what ELF loaders refuse; binfmt_misc");
    missing.put(SystemCall.MEMFD_CREATE, "MFD_HUGETLB");
    missing.put(SystemCall.PIPE2, "O_DIRECT, and pipes of notifications");
    missing.put(SystemCall.OPENAT2, "RESOLVE_CACHED");
    String types = "file systems that /proc/filesystems does not list: they are unknown";
    missing.put(SystemCall.MOUNT, types + "; some options of those it lists");
    missing.put(SystemCall.FSOPEN, types);
    missing.put(SystemCall.FSCONFIG_SET_STRING, "some options");
    missing.put(SystemCall.FSCONFIG_SET_FLAG, "some options");
    missing.put(SystemCall.FSTATFS_TYPE, "some types of captured hosts");
    String sockets = "sockets other than those of AF_UNIX";
    missing.put(SystemCall.READ, sockets + "; some files of proc and of cgroups");
    missing.put(
        SystemCall.WRITE,
        sockets
            + "; editing a line on a terminal; most settings of proc and of cgroups; several pages"
            + " where F_SEAL_GROW is set");
    missing.put(SystemCall.WRITE_ALL, "as write(2)");
    missing.put(SystemCall.SENDFILE, "as read(2) and write(2)");
    missing.put(SystemCall.PPOLL, sockets + "; changes of mounts and of cgroups");
    missing.put(SystemCall.IOCTL_SIOCSIFFLAGS, "interfaces other than lo");
    missing.put(SystemCall.IOCTL_SIOCGIFINDEX, "interfaces other than lo");
    missing.put(
        SystemCall.SOCKET, "domains other than AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET");
    missing.put(SystemCall.BIND, "netlink, raw and packet sockets");
    missing.put(SystemCall.LISTEN, "connections of other domains than AF_UNIX");
    missing.put(SystemCall.ACCEPT4, "domains other than AF_UNIX");
    missing.put(SystemCall.CONNECT, "domains other than AF_UNIX");
    missing.put(
        SystemCall.SENDMSG,
        "domains other than AF_UNIX; out-of-band data; ETOOMANYREFS; sockets that only messages"
            + " in each other hold stay open");
    missing.put(
        SystemCall.RECVMMSG, "as recvmsg(2); being interrupted after a message; limits in time");
    missing.put(SystemCall.RECVMSG, "domains other than AF_UNIX; MSG_PEEK, MSG_WAITALL, MSG_OOB");
    missing.put(SystemCall.SETSOCKOPT, "most options; raw sockets");
    missing.put(SystemCall.GETSOCKOPT, "most options; raw sockets");
    missing.put(SystemCall.UNSHARE, "threads, of which each task has one; SysV semaphores");
    return missing;
  }

  static @Nullable Handler handler(SystemCall call) {
    return HANDLERS.get(call);
  }

  /** How far a call is modelled. */
  public static Degree of(SystemCall call) {
    boolean elsewhere =
        call == SystemCall.EXECVE
            || call == SystemCall.EXECVEAT
            || call == SystemCall.CONTINUE_IN_CHILD;
    if (!elsewhere && !HANDLERS.containsKey(call)) {
      return Degree.NOT;
    }
    return MISSING.containsKey(call) ? Degree.PARTLY : Degree.MODELLED;
  }

  /** What is missing of a call that is modelled partly; empty otherwise. */
  public static String missing(SystemCall call) {
    return MISSING.getOrDefault(call, "");
  }
}
