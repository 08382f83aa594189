package org.ctrtool.sim;

import static org.ctrtool.api.SystemCall.*;

import java.util.List;
import java.util.Map;
import org.ctrtool.api.Call;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.RebootCommand;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.task.Alarm;
import org.ctrtool.sim.task.CredentialCalls;
import org.ctrtool.sim.task.JobControl;
import org.ctrtool.sim.task.NamespaceCalls;
import org.ctrtool.sim.task.Poll;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Reboot;

/** The calls on processes, credentials and namespaces: a line for each. */
final class ProcessHandlers {
  private ProcessHandlers() {}

  static void addTo(Map<SystemCall, Handler> table) {
    addCredentials(table);
    addCapabilities(table);
    addNamespaces(table);
    addProcesses(table);
    addSignals(table);
    addQueries(table);
  }

  private static void silent(
      Map<SystemCall, Handler> table, SystemCall name, Handler.Silent handler) {
    table.put(name, handler.handler());
  }

  @SuppressWarnings("unchecked") // the only list this call takes
  private static List<Gid> groups(Call call) {
    return (List<Gid>) call.required(0);
  }

  @SuppressWarnings("unchecked") // the only list this call takes
  private static List<PollFd> watched(Call call) {
    return (List<PollFd>) call.required(0);
  }

  private static void addCredentials(Map<SystemCall, Handler> table) {
    silent(table, SETGROUPS, (t, c) -> CredentialCalls.setgroups(t, groups(c)));
    silent(
        table,
        SETRESUID,
        (t, c) ->
            CredentialCalls.setresuid(
                t, (Uid) c.required(0), (Uid) c.required(1), (Uid) c.required(2)));
    silent(
        table,
        SETRESGID,
        (t, c) ->
            CredentialCalls.setresgid(
                t, (Gid) c.required(0), (Gid) c.required(1), (Gid) c.required(2)));
    table.put(GETRESUID, (t, c) -> CredentialCalls.getresuid(t));
    table.put(GETRESGID, (t, c) -> CredentialCalls.getresgid(t));
    table.put(GETGROUPS, (t, c) -> CredentialCalls.getgroups(t));
  }

  private static void addCapabilities(Map<SystemCall, Handler> table) {
    silent(table, CAPSET, (t, c) -> CredentialCalls.capset(t, (Capabilities) c.required(0)));
    table.put(CAPGET, (t, c) -> CredentialCalls.capget(t));
    table.put(PRCTL_CAPBSET_READ, (t, c) -> CredentialCalls.capbsetRead(t, c.number(0)));
    silent(table, PRCTL_CAPBSET_DROP, (t, c) -> CredentialCalls.capbsetDrop(t, c.number(0)));
    silent(table, PRCTL_CAP_AMBIENT_CLEAR_ALL, (t, c) -> CredentialCalls.capAmbientClearAll(t));
    silent(
        table, PRCTL_CAP_AMBIENT_RAISE, (t, c) -> CredentialCalls.capAmbientRaise(t, c.number(0)));
    silent(
        table,
        PRCTL_SET_SECUREBITS,
        (t, c) -> CredentialCalls.setSecurebits(t, (Securebits) c.required(0)));
    silent(table, PRCTL_SET_KEEPCAPS, (t, c) -> CredentialCalls.setKeepcaps(t, c.number(0)));
    silent(table, PRCTL_SET_NO_NEW_PRIVS, (t, c) -> CredentialCalls.setNoNewPrivs(t));
    table.put(PRCTL_GET_NO_NEW_PRIVS, (t, c) -> t.credentials().noNewPrivs());
    silent(table, PRCTL_SET_DUMPABLE, (t, c) -> CredentialCalls.setDumpable(t, c.number(0)));
  }

  private static void addNamespaces(Map<SystemCall, Handler> table) {
    silent(table, UNSHARE, (t, c) -> NamespaceCalls.unshare(t, (UnshareFlags) c.required(0)));
    silent(table, SETNS, (t, c) -> ProcessCalls.setns(t, c.fd(0), (SetnsTypes) c.required(1)));
    silent(table, SETHOSTNAME, (t, c) -> NamespaceCalls.sethostname(t, c.bytes(0)));
    silent(table, SETDOMAINNAME, (t, c) -> NamespaceCalls.setdomainname(t, c.bytes(0)));
    table.put(IOCTL_NS_GET_USERNS, (t, c) -> NamespaceCalls.owner(t, c.fd(0)));
    table.put(IOCTL_NS_GET_PARENT, (t, c) -> NamespaceCalls.parent(t, c.fd(0)));
    table.put(IOCTL_NS_GET_OWNER_UID, (t, c) -> NamespaceCalls.ownerUid(t, c.fd(0)));
    table.put(IOCTL_SIOCGSKNS, (t, c) -> NamespaceCalls.ofSocket(t, c.fd(0)));
    table.put(
        IOCTL_PIDFD_GET_NET_NAMESPACE,
        (t, c) -> NamespaceCalls.ofProcess(t, c.fd(0), NamespaceType.NET));
    table.put(
        IOCTL_PIDFD_GET_MNT_NAMESPACE,
        (t, c) -> NamespaceCalls.ofProcess(t, c.fd(0), NamespaceType.MNT));
    table.put(
        IOCTL_PIDFD_GET_USER_NAMESPACE,
        (t, c) -> NamespaceCalls.ofProcess(t, c.fd(0), NamespaceType.USER));
    table.put(UNAME, (t, c) -> NamespaceCalls.uname(t));
  }

  private static void addProcesses(Map<SystemCall, Handler> table) {
    silent(table, EXIT, (t, c) -> ProcessCalls.exit(t, c.number(0)));
    table.put(
        WAITID, (t, c) -> ProcessCalls.waitid(t, (Pid) c.required(0), (WaitFlags) c.required(1)));
    silent(table, REBOOT, (t, c) -> Reboot.reboot(t, (RebootCommand) c.required(0)));
    silent(table, SETSID, (t, c) -> JobControl.setsid(t));
    silent(
        table,
        PRLIMIT64,
        (t, c) ->
            ProcessCalls.setrlimit(
                t, (Pid) c.required(0), (Resource) c.required(1), (RLimit) c.required(2)));
    table.put(
        GETRLIMIT,
        (t, c) -> ProcessCalls.getrlimit(t, (Pid) c.required(0), (Resource) c.required(1)));
    silent(
        table,
        PRCTL_SET_PDEATHSIG,
        (t, c) -> ProcessCalls.setDeathSignal(t, (Signal) c.required(0)));
    silent(table, PRCTL_SET_CHILD_SUBREAPER, (t, c) -> ProcessCalls.setSubreaper(t, c.number(0)));
    silent(table, REQUIRE_PARENT, (t, c) -> ProcessCalls.requireParent(t, (Pid) c.required(0)));
    silent(table, SETITIMER_REAL, (t, c) -> Alarm.set(t, c.number(0)));
    silent(table, PRCTL_SET_NAME, (t, c) -> ProcessCalls.setName(t, c.text(0)));
    silent(table, PRCTL_SET_THP_DISABLE, (t, c) -> ProcessCalls.setThpDisable(t, c.number(0)));
    silent(
        table, PRCTL_SET_TIMERSLACK, (t, c) -> ProcessCalls.setTimerSlack(t, (Long) c.required(0)));
    silent(table, KEYCTL_JOIN_SESSION_KEYRING, (t, c) -> {});
    table.put(PIDFD_OPEN, (t, c) -> ProcessCalls.pidfdOpen(t, (Pid) c.required(0)));
    table.put(PIDFD_GETFD, (t, c) -> ProcessCalls.pidfdGetfd(t, c.fd(0), c.number(1)));
    silent(table, IOCTL_TIOCSCTTY, (t, c) -> JobControl.makeControlling(t, c.fd(0), c.number(1)));
  }

  private static void addSignals(Map<SystemCall, Handler> table) {
    silent(
        table, KILL, (t, c) -> ProcessCalls.kill(t, (Pid) c.required(0), (Signal) c.required(1)));
    silent(
        table,
        PIDFD_SEND_SIGNAL,
        (t, c) -> ProcessCalls.pidfdSendSignal(t, c.fd(0), (Signal) c.required(1)));
    silent(
        table,
        RT_SIGACTION,
        (t, c) ->
            ProcessCalls.sigaction(t, (Signal) c.required(0), (SignalDisposition) c.required(1)));
    table.put(
        RT_SIGPROCMASK,
        (t, c) ->
            ProcessCalls.sigprocmask(
                t, (SignalMaskChange) c.required(0), (SignalSet) c.required(1)));
    silent(
        table,
        RT_SIGPROCMASK_SET,
        (t, c) ->
            ProcessCalls.sigprocmask(
                t, (SignalMaskChange) c.required(0), (SignalSet) c.required(1)));
    table.put(
        SIGNALFD4,
        (t, c) -> ProcessCalls.signalfd(t, (SignalSet) c.required(0), (PipeFlags) c.required(1)));
    table.put(PPOLL, (t, c) -> Poll.ppoll(t, watched(c), (Timespec) c.argument(1)));
  }

  private static void addQueries(Map<SystemCall, Handler> table) {
    table.put(GETPID, (t, c) -> new Pid(t.pid()));
    table.put(GETPPID, (t, c) -> ProcessCalls.getppid(t));
    table.put(
        CLOCK_GETTIME,
        (t, c) -> t.machine().clock().read(c.number(0), t.namespaces().time().offsets()));
  }
}
