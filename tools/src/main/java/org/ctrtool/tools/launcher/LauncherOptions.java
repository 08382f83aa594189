package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.CapabilityNames;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.ctrtool.tools.namespaces.NamespaceRequest;
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
  @Nullable Uid owner;
  @Nullable Boolean escape;
  final List<NamespaceRequest> before = new ArrayList<>();
  final List<NamespaceStep> inside = new ArrayList<>();
  final List<NamespaceRequest> after = new ArrayList<>();
  List<Pid> pids = List.of();
  @Nullable Fork fork;
  boolean timeNamespace;
  String timeOffsets = "";

  // Without a child
  boolean inPlace;
  @Nullable Fd userNamespace;

  // The script
  @Nullable String script;
  boolean scriptIsShell;
  String scriptInterpreter = "/bin/sh";
  boolean scriptReplacesLauncher;
  boolean pidfd;
  List<NamespaceKind> shown = List.of();
  int socketType;

  // Around the child
  boolean wait;
  boolean waitExec;
  boolean session = true;

  /** In the order in which they are written: the last one of the command line first. */
  final List<String> pidFiles = new ArrayList<>();

  @Nullable String emptyFile;
  @Nullable String lockFile;
  @Nullable Integer lockSeconds;
  @Nullable String logFile;
  @Nullable Streams streams;
  @Nullable Uid streamOwner;
  Gid streamGroup = Gid.KEEP;
  final List<Limits.Change> limits = new ArrayList<>();
  @Nullable Fd notify;
  final List<Fd> closed = new ArrayList<>();
  boolean closeAll;

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

  /** What becomes of the process that goes on as two. */
  enum Fork {
    /** It waits for the program and ends like it. */
    AWAITED,
    /** It ends at once. */
    LEFT;

    int awaited() {
      return this == AWAITED ? 1 : 0;
    }
  }

  /** What the standard descriptors of the program are, if they are not the caller's. */
  enum Streams {
    /** A terminal, and a pipe for errors. */
    TERMINAL,
    /** Three pipes. */
    PIPES
  }

  /** What the child does to its namespaces after its birth. */
  sealed interface NamespaceStep {
    /** It enters others. */
    record Enter(NamespaceRequest request) implements NamespaceStep {}

    /** It makes new ones, owned by the user namespace it is in by then. */
    record Make(List<NamespaceKind> kinds) implements NamespaceStep {}
  }

  LauncherOptions() {}

  void namespace(CloneFlags flag) {
    namespaces = namespaces.or(flag);
  }

  void enter(String request) {
    inside.add(new NamespaceStep.Enter(NamespaceRequest.of(request)));
  }

  void make(String letters) {
    List<NamespaceKind> kinds = new ArrayList<>(NamespaceKind.letters(letters));
    UsageError.when(
        kinds.contains(NamespaceKind.USER), "--unshare2 makes no user namespace: use --user");
    timeNamespace |= kinds.remove(NamespaceKind.TIME);
    inside.add(new NamespaceStep.Make(List.copyOf(kinds)));
  }

  void inPlace(String word) {
    inPlace = true;
    userNamespace = word.startsWith("i") ? null : Values.fd(word);
  }

  void owner(String word) {
    owner = Values.uid(word);
  }

  void pids(String word) {
    pids = Values.list(word, w -> new Pid(Values.integer(w, 1, Integer.MAX_VALUE)));
  }

  void timeOffset(String clock, String word) {
    int sign = word.startsWith("-") ? 1 : 0;
    int dot = word.indexOf('.');
    String seconds = dot < 0 ? word.substring(sign) : word.substring(sign, dot);
    long whole = Values.decimal(seconds, Integer.MAX_VALUE);
    long rest = dot < 0 ? 0 : Values.decimal(word.substring(dot + 1), 999_999_999);
    timeOffsets += clock + " " + (sign == 1 ? -whole : whole) + " " + rest + "\n";
  }

  /** Of a pair of sockets: 0 none, 1 stream, 2 datagram, 3 sequenced packets. */
  void socketPair(String word) {
    int type = Values.integer(word, 0, 3);
    socketType = type == 3 ? 5 : type;
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
        "only one of --exec-fd, --exec-file, --exec-file-host, --exec-anon-fd and --no-exec");
    executable = wanted;
  }

  void clearCapabilities(@Nullable String word) {
    clearCapabilities = word == null || Values.integer(word, 0, 1) == 1;
  }

  /** Who owns the program's standard descriptors: whoever owns the user namespace, unless told. */
  Uid streamOwner() {
    Uid told = streamOwner == null ? owner : streamOwner;
    return told == null ? Uid.KEEP : told;
  }

  boolean runsNothing() {
    return executable instanceof Executable.Nothing;
  }

  boolean waits() {
    return wait || runsNothing() || streams != null && !scriptReplacesLauncher;
  }

  /** Whether the child makes a namespace of this kind for itself, after its birth. */
  boolean makes(NamespaceKind kind) {
    for (NamespaceStep step : inside) {
      if (step instanceof NamespaceStep.Make make && make.kinds().contains(kind)) {
        return true;
      }
    }
    return false;
  }

  private boolean enters(NamespaceKind kind) {
    boolean enters = names(before, kind);
    for (NamespaceStep step : inside) {
      enters |= step instanceof NamespaceStep.Enter enter && enter.request().names(kind);
    }
    return enters;
  }

  private static boolean names(List<NamespaceRequest> requests, NamespaceKind kind) {
    for (NamespaceRequest request : requests) {
      if (request.names(kind)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasRequests() {
    boolean requests = !before.isEmpty() || !after.isEmpty();
    for (NamespaceStep step : inside) {
      requests |= step instanceof NamespaceStep.Enter;
    }
    return requests;
  }

  /**
   * Whether capabilities are those of a user namespace that is new or has been entered: all of
   * them.
   */
  boolean changesUserNamespace() {
    return has(CloneFlags.CLONE_NEWUSER) || userNamespace != null || enters(NamespaceKind.USER);
  }

  /**
   * Whether processes of others could reach this program's file through the child: before its exec,
   * or while it waits for the program.
   */
  boolean needsSealedCopy() {
    return escape == null ? changesUserNamespace() || hasRequests() || waitsAsProcessOne() : escape;
  }

  private boolean waitsAsProcessOne() {
    return has(CloneFlags.CLONE_NEWPID) && fork == Fork.AWAITED;
  }

  /** Whether the program has to be born after the child has entered or made a PID namespace. */
  boolean forksEarly() {
    return makes(NamespaceKind.PID) || fork != null && enters(NamespaceKind.PID);
  }

  /** Whether the child forks just before the exec. */
  boolean forksLate() {
    return fork != null && !forksEarly();
  }

  Fork forkOrAwaited() {
    return fork == null ? Fork.AWAITED : fork;
  }

  boolean has(CloneFlags namespace) {
    return namespaces.has(namespace);
  }

  private boolean hasOwnMounts() {
    return has(CloneFlags.CLONE_NEWNS) || makes(NamespaceKind.MOUNT);
  }

  /** What mounts of the child's tree become. */
  Propagation effectivePropagation() {
    if (propagation != null) {
      return propagation;
    }
    return hasOwnMounts() ? Propagation.SLAVE : Propagation.UNCHANGED;
  }

  /** Whether capabilities are cleared before the exec. */
  boolean clears() {
    return clearCapabilities == null ? clearsUnlessToldOtherwise() : clearCapabilities;
  }

  private boolean clearsUnlessToldOtherwise() {
    return changesUserNamespace()
        || hasRequests()
        || bounding != null
        || newRoot != null
        || fork != null;
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
    checkNamespaces();
    checkScript();
    checkRequests();
    if (inPlace) {
      checkInPlace();
    }
    checkClearing(noNewPrivileges);
    if (!unsafe) {
      checkReach();
    }
  }

  private void checkNamespaces() {
    boolean user = has(CloneFlags.CLONE_NEWUSER);
    UsageError.when(
        !user && (uidMap != null || gidMap != null || denySetgroups || owner != null),
        "--uid-map, --gid-map, --disable-setgroups and --owner-uid need --user");
    for (NamespaceKind kind : NamespaceKind.values()) {
      UsageError.when(
          namespaces.bits() != 0 && has(new CloneFlags(kind.type().bits())) && makes(kind),
          "--unshare2 makes a namespace that another option makes, too");
    }
    UsageError.when(
        !timeOffsets.isEmpty() && !timeNamespace, "--monotonic and --boottime need --time");
  }

  private void checkScript() {
    UsageError.when(scriptReplacesLauncher && script == null, "--script-no-fork needs --script");
    UsageError.when(
        scriptReplacesLauncher && (wait || waitExec || runsNothing()),
        "--script-no-fork: there is no launcher that could wait");
    UsageError.when(
        executable instanceof Executable.Anonymous && script == null,
        "--exec-anon-fd needs a --script that fills the file");
    UsageError.when(
        streams != null && logFile != null,
        "--log-file does not go with --alloc-tty, --alloc-pipe");
    UsageError.when(lockSeconds != null && lockFile == null, "--lock-timeout needs --lockfile");
  }

  private void checkRequests() {
    UsageError.when(
        names(before, NamespaceKind.PID), "--old-nsenter: no letter p (it is for children)");
    UsageError.when(
        !before.isEmpty() && !inPlace && !unsafe, "--old-nsenter needs --userns-fd (or --unsafe)");
    UsageError.when(
        names(after, NamespaceKind.USER)
            && (bounding != null
                || inheritAll
                || securebits != null
                || !(inheritable instanceof PrivilegeRequest.Inheritable.Unchanged)
                || !(ambient instanceof PrivilegeRequest.Ambient.Unchanged)),
        "--nsenter-post: the letter U would undo what other options say about capabilities");
  }

  /** What is done to a child by its parent. */
  private void checkInPlace() {
    UsageError.when(
        owner != null
            || uidMap != null
            || gidMap != null
            || denySetgroups
            || !pids.isEmpty()
            || script != null
            || pidfd
            || !shown.isEmpty()
            || socketType != 0
            || waitExec
            || !pidFiles.isEmpty()
            || emptyFile != null
            || lockFile != null
            || logFile != null
            || streams != null
            || !limits.isEmpty()
            || hostname != null,
        "--userns-fd makes no child: no --owner-uid, --uid-map, --gid-map, --disable-setgroups,"
            + " --set-tid, --script, --pidfd, --open-namespaces, --socketpair, --wait-exec, --write-pid, --emptyfile, --lockfile,"
            + " --log-file, --alloc-tty, --alloc-pipe, --rlimit or --hostname");
  }

  /** What would otherwise change the caller's own namespaces. */
  private void checkReach() {
    boolean mounts = hasOwnMounts();
    boolean uts = has(CloneFlags.CLONE_NEWUTS) || makes(NamespaceKind.UTS);
    UsageError.when(hostname != null && !uts, "--hostname needs --uts (or --unsafe)");
    UsageError.when(propagation != null && !mounts, "--propagation needs --mount (or --unsafe)");
    UsageError.when(newRoot != null && !mounts, "--pivot-root needs --mount (or --unsafe)");
    UsageError.when(
        mountProc && !(mounts && effectivePropagation().keepsMountsInside()),
        "--mount-proc needs --mount and slave or private propagation (or --unsafe)");
  }

  /**
   * Looks up the descriptors that requests name.
   *
   * @throws UsageError if one is not open
   */
  void checkDescriptors(Invocation invocation, Kernel kernel) {
    before.replaceAll(request -> request.checked(invocation, kernel));
    after.replaceAll(request -> request.checked(invocation, kernel));
    inside.replaceAll(
        step ->
            step instanceof NamespaceStep.Enter enter
                ? new NamespaceStep.Enter(enter.request().checked(invocation, kernel))
                : step);
    checkOpen("--userns-fd", userNamespace, kernel);
    checkOpen("--notify-fd", notify, kernel);
    for (Fd fd : closed) {
      checkOpen("--close-fd", fd, kernel);
    }
    if (executable instanceof Executable.Open open) {
      checkOpen("--exec-fd", open.file(), kernel);
    }
  }

  private static void checkOpen(String option, @Nullable Fd fd, Kernel kernel) {
    if (fd != null) {
      DescriptorSpec.requireOpen(kernel, fd, option + ": ");
    }
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
        newRoot != null || mountProc || !after.isEmpty());
  }
}
