package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.grammar.CapabilityNames;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.privileges.PrivilegeRequest;
import org.jspecify.annotations.Nullable;

/** What the launcher is asked to do. Filled in by the grammar, then only read. */
public final class LauncherOptions {
  // Namespaces
  CloneFlags namespaces = CloneFlags.NONE;
  boolean cgroupNamespace;
  @Nullable IdMap uidMap;
  @Nullable IdMap gidMap;
  boolean denySetgroups;
  boolean escape;
  boolean unsafeNoEscape;

  // The script
  @Nullable String script;
  boolean scriptIsShell;
  String scriptInterpreter = "/bin/sh";
  boolean pidfd;

  // Around the child
  boolean wait;
  boolean session = true;
  final List<String> pidFiles = new ArrayList<>();
  @Nullable String emptyFile;
  @Nullable String lockFile;
  @Nullable String logFile;
  final List<Limits.Change> limits = new ArrayList<>();
  @Nullable Fd notify;
  final List<Fd> closed = new ArrayList<>();

  // The child
  @Nullable String hostname;
  @Nullable Propagation propagation;
  @Nullable String newRoot;
  boolean mountProc;
  boolean unsafe;
  boolean dumpable;
  boolean clearEnvironment;
  @Nullable Boolean hugePagesDisabled;
  @Nullable Long timerSlack;

  // Identity
  Uid user = Uid.ROOT;
  Gid group = Gid.ROOT;
  List<Gid> groups = List.of();
  boolean keepGroups;
  boolean keepIds;
  PrivilegeRequest.Inheritable inheritable = new PrivilegeRequest.Inheritable.Unchanged();
  boolean inheritAll;
  PrivilegeRequest.Ambient ambient = new PrivilegeRequest.Ambient.Unchanged();
  PrivilegeRequest.@Nullable Bounding bounding;
  boolean keepCapabilities;
  @Nullable Securebits securebits;
  boolean noNewPrivileges;
  @Nullable Boolean clearCapabilities;

  // The program
  Executable executable = new Executable.Searched();
  boolean executableStaysOpen;
  List<String> command = List.of();

  LauncherOptions() {}

  void namespace(CloneFlags flag) {
    namespaces = namespaces.or(flag);
  }

  void ambient(String word) {
    ambient =
        word.equals("inherit")
            ? new PrivilegeRequest.Ambient.LikeInheritable()
            : new PrivilegeRequest.Ambient.Exactly(CapabilityNames.set(word));
  }

  /** A list that takes names away from all does not insist that the rest is there. */
  void bounding(String word) {
    boolean fromAll =
        word.startsWith("-") || Values.fields(Values.lowerCase(word), ',').contains("all");
    bounding = new PrivilegeRequest.Bounding(CapabilityNames.set(word), !fromAll);
  }

  /** At most one of the options that say what is executed. */
  void executable(Executable wanted) {
    UsageError.when(
        !(executable instanceof Executable.Searched) && executable.getClass() != wanted.getClass(),
        "only one of --exec-fd, --exec-file, --exec-file-host and --no-exec");
    executable = wanted;
  }

  void clearCapabilities(@Nullable String word) {
    clearCapabilities = word == null || Values.integer(word, 0, 1) == 1;
  }

  boolean runsNothing() {
    return executable instanceof Executable.Nothing;
  }

  boolean has(CloneFlags namespace) {
    return namespaces.has(namespace);
  }

  /** What mounts of the child's tree become. */
  Propagation effectivePropagation() {
    if (propagation != null) {
      return propagation;
    }
    return has(CloneFlags.CLONE_NEWNS) ? Propagation.SLAVE : Propagation.UNCHANGED;
  }

  /** Whether capabilities are cleared before the exec. */
  boolean clears() {
    return clearCapabilities == null ? clearsUnlessToldOtherwise() : clearCapabilities;
  }

  private boolean clearsUnlessToldOtherwise() {
    return has(CloneFlags.CLONE_NEWUSER) || bounding != null || newRoot != null;
  }

  /**
   * A program that can gain nothing would be left without capabilities; whoever wants that says so.
   *
   * @param noNewPrivileges whether no_new_privs is set or will be
   */
  void checkClearing(boolean noNewPrivileges) {
    UsageError.when(
        noNewPrivileges && clearCapabilities == null && clearsUnlessToldOtherwise(),
        "with no_new_privs the program would have no capabilities:"
            + " say --clear-caps-before-exec=1 if it should not, =0 if it should");
  }

  void check() {
    UsageError.when(command.isEmpty() && !runsNothing(), "missing operand: PROGRAM");
    boolean user = has(CloneFlags.CLONE_NEWUSER);
    UsageError.when(
        user && !escape && !unsafeNoEscape, "--user needs --escape (or --unsafe-no-escape)");
    UsageError.when(
        !user && (uidMap != null || gidMap != null || denySetgroups),
        "--uid-map, --gid-map and --disable-setgroups need --user");
    checkClearing(noNewPrivileges);
    if (!unsafe) {
      checkReach();
    }
  }

  /** What would otherwise change the caller's own namespaces. */
  private void checkReach() {
    boolean mounts = has(CloneFlags.CLONE_NEWNS);
    UsageError.when(
        hostname != null && !has(CloneFlags.CLONE_NEWUTS), "--hostname needs --uts (or --unsafe)");
    UsageError.when(propagation != null && !mounts, "--propagation needs --mount (or --unsafe)");
    UsageError.when(newRoot != null && !mounts, "--pivot-root needs --mount (or --unsafe)");
    UsageError.when(
        mountProc && !(mounts && effectivePropagation().keepsMountsInside()),
        "--mount-proc needs --mount and slave or private propagation (or --unsafe)");
  }

  PrivilegeRequest privileges() {
    return new PrivilegeRequest(
        keepIds ? null : user,
        keepIds ? null : group,
        keepGroups ? null : groups,
        inheritAll ? new PrivilegeRequest.Inheritable.AllPermitted() : inheritable,
        ambient,
        bounding,
        keepCapabilities,
        securebits,
        noNewPrivileges,
        clears(),
        newRoot != null || mountProc);
  }
}
