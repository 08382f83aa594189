package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.SimProgram;

/** The utilities unshare(1), nsenter(1) and setpriv(1), in the order of calls of util-linux. */
final class NamespaceUtilities {
  static final Map<String, SimProgram> ALL =
      Map.of(
          "nsenter", NamespaceUtilities::enter,
          "setpriv", NamespaceUtilities::setPrivileges,
          "unshare", NamespaceUtilities::unshare);

  private static final MountFlags OF_PROC =
      MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV).or(MountFlags.MS_NOEXEC);

  private static final Map<String, UnshareFlags> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("U", UnshareFlags.CLONE_NEWUSER);
    KINDS.put("C", UnshareFlags.CLONE_NEWCGROUP);
    KINDS.put("i", UnshareFlags.CLONE_NEWIPC);
    KINDS.put("m", UnshareFlags.CLONE_NEWNS);
    KINDS.put("n", UnshareFlags.CLONE_NEWNET);
    KINDS.put("p", UnshareFlags.CLONE_NEWPID);
    KINDS.put("u", UnshareFlags.CLONE_NEWUTS);
  }

  private NamespaceUtilities() {}

  private static int refused(Kernel kernel, String what, KernelException refusal) {
    Utilities.complain(kernel, what + ": " + refusal.errno().description());
    return 1;
  }

  // unshare

  private static int unshare(Kernel kernel, List<String> argv, Environment environment) {
    Options options =
        Options.of(
            argv,
            "+C|cgroup f|fork i|ipc kill-child? m|mount mount-proc n|net p|pid propagation:"
                + " r|map-root-user u|uts U|user");
    options.requireOperands(1, Integer.MAX_VALUE);
    boolean mountsProc = options.has("mount-proc");
    UnshareFlags flags = UnshareFlags.NONE;
    for (Map.Entry<String, UnshareFlags> kind : KINDS.entrySet()) {
      boolean asked =
          options.has(kind.getKey())
              || mountsProc && kind.getKey().equals("m")
              || options.has("r") && kind.getKey().equals("U");
      flags = asked ? flags.or(kind.getValue()) : flags;
    }
    UnshareFlags wanted = flags;
    Uid user = new Uid(kernel.getresuid().effective());
    Gid group = new Gid(kernel.getresgid().effective());
    KernelException refusal = Attempt.refusal(() -> kernel.unshare(wanted));
    if (refusal != null) {
      return refused(kernel, "unshare: unshare failed", refusal);
    }
    if (!options.has("f") && !options.has("kill-child")) {
      return goOn(kernel, options, user, group, environment);
    }
    // It ends when the child ends, and not before.
    SignalSet kept =
        kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGINT, Signal.SIGTERM));
    Pid child =
        Children.fork(
            kernel,
            inside -> {
              inside.sigprocmask(SignalMaskChange.SIG_SETMASK, kept);
              if (options.has("kill-child")) {
                inside.prctlSetPdeathsig(Signal.SIGKILL);
              }
              return goOn(inside, options, user, group, environment);
            });
    return Children.endAs(kernel, Children.await(kernel, child));
  }

  /** What is left to do in the new namespaces. */
  private static int goOn(
      Kernel kernel, Options options, Uid user, Gid group, Environment environment) {
    if (options.has("r")) {
      write(kernel, "uid_map", "0 " + user + " 1");
      write(kernel, "setgroups", "deny");
      write(kernel, "gid_map", "0 " + group + " 1");
    }
    if (options.has("m") || options.has("mount-proc")) {
      setPropagation(kernel, options);
    }
    if (options.has("mount-proc")) {
      kernel.mount("proc", "/proc", "proc", OF_PROC, null);
    }
    return Utilities.execute(
        kernel, options.operands(), environment, "unshare: failed to execute %s: %s");
  }

  private static void setPropagation(Kernel kernel, Options options) {
    switch (options.value("propagation", "private")) {
      case "private" ->
          kernel.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
      case "slave" ->
          kernel.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), null);
      case "shared" ->
          kernel.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_SHARED), null);
      case "unchanged" -> {}
      default -> throw options.unknown();
    }
  }

  private static void write(Kernel kernel, String file, String text) {
    Fd fd = kernel.openat(Fd.AT_FDCWD, "/proc/self/" + file, OpenFlags.O_WRONLY, Mode.NONE);
    Streams.write(kernel, fd, text);
    kernel.close(fd);
  }

  // nsenter

  private static int enter(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+ipc: mount: net: preserve-credentials user: uts:");
    options.requireOperands(1, Integer.MAX_VALUE);
    Map<String, SetnsTypes> kinds = new LinkedHashMap<>();
    kinds.put("user", SetnsTypes.CLONE_NEWUSER);
    kinds.put("ipc", SetnsTypes.CLONE_NEWIPC);
    kinds.put("uts", SetnsTypes.CLONE_NEWUTS);
    kinds.put("net", SetnsTypes.CLONE_NEWNET);
    kinds.put("mount", SetnsTypes.CLONE_NEWNS);
    Map<String, Fd> files = new LinkedHashMap<>();
    for (String kind : kinds.keySet()) {
      String file = options.value(kind);
      if (file != null) {
        Attempt<Fd> opened = Attempt.of(() -> Streams.open(kernel, file));
        KernelException refusal = opened.refusal();
        if (refusal != null) {
          return refused(kernel, "nsenter: cannot open " + file, refusal);
        }
        files.put(kind, opened.orThrow());
      }
    }
    for (Map.Entry<String, Fd> each : files.entrySet()) {
      SetnsTypes type = kinds.getOrDefault(each.getKey(), SetnsTypes.NONE);
      KernelException refusal = Attempt.refusal(() -> kernel.setns(each.getValue(), type));
      if (refusal != null) {
        String name = each.getKey().equals("mount") ? "mnt" : each.getKey();
        return refused(
            kernel, "nsenter: reassociate to namespace 'ns/" + name + "' failed", refusal);
      }
      kernel.close(each.getValue());
    }
    if (files.containsKey("user") && !options.has("preserve-credentials")) {
      kernel.setgroups(List.of());
      kernel.setresgid(Gid.ROOT, Gid.ROOT, Gid.ROOT);
      kernel.setresuid(Uid.ROOT, Uid.ROOT, Uid.ROOT);
    }
    return Utilities.execute(
        kernel, options.operands(), environment, "nsenter: failed to execute %s: %s");
  }

  // setpriv

  private static int setPrivileges(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "+clear-groups d|dump regid: reuid:");
    if (options.has("d") && argv.size() == 2) {
      Utilities.print(kernel, PrivilegeDump.of(kernel));
      return 0;
    }
    options.requireOperands(1, Integer.MAX_VALUE);
    String user = options.value("reuid");
    String group = options.value("regid");
    if (options.has("d") || group != null && !options.has("clear-groups")) {
      throw options.unknown();
    }
    List<Runnable> steps = new ArrayList<>();
    // util-linux keeps capabilities over the change of users; execve(2) then takes them away.
    steps.add(() -> kernel.prctlSetKeepcaps(1));
    if (user != null) {
      Uid uid = new Uid(Long.parseLong(user));
      steps.add(() -> kernel.setresuid(uid, uid, uid));
      steps.add(() -> kernel.capset(effective(kernel)));
    }
    if (group != null) {
      Gid gid = new Gid(Long.parseLong(group));
      steps.add(() -> kernel.setresgid(gid, gid, gid));
    }
    if (options.has("clear-groups")) {
      steps.add(() -> kernel.setgroups(List.of()));
    }
    for (Runnable step : steps) {
      KernelException refusal = Attempt.refusal(step);
      if (refusal != null) {
        throw new Syntax.Unsupported("the message of " + argv + ": " + refusal.getMessage());
      }
    }
    return Utilities.execute(
        kernel, options.operands(), environment, "setpriv: failed to execute %s: %s");
  }

  /** The permitted capabilities, all of them effective. */
  private static org.ctrtool.api.Capabilities effective(Kernel kernel) {
    org.ctrtool.api.Capabilities has = kernel.capget();
    return new org.ctrtool.api.Capabilities(has.permitted(), has.permitted(), has.inheritable());
  }
}
