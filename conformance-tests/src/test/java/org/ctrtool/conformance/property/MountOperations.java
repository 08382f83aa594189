package org.ctrtool.conformance.property;

import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.api.MountFlags.MS_BIND;
import static org.ctrtool.api.MountFlags.MS_MOVE;
import static org.ctrtool.api.MountFlags.MS_NOATIME;
import static org.ctrtool.api.MountFlags.MS_NODEV;
import static org.ctrtool.api.MountFlags.MS_NOEXEC;
import static org.ctrtool.api.MountFlags.MS_NOSUID;
import static org.ctrtool.api.MountFlags.MS_PRIVATE;
import static org.ctrtool.api.MountFlags.MS_RDONLY;
import static org.ctrtool.api.MountFlags.MS_REC;
import static org.ctrtool.api.MountFlags.MS_REMOUNT;
import static org.ctrtool.api.MountFlags.MS_SHARED;
import static org.ctrtool.api.MountFlags.MS_SLAVE;
import static org.ctrtool.api.MountFlags.MS_STRICTATIME;
import static org.ctrtool.api.MountFlags.MS_UNBINDABLE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Fork;
import org.ctrtool.nativebackend.agent.Script.Perform;
import org.ctrtool.nativebackend.agent.Script.Step;
import org.ctrtool.nativebackend.agent.Symbols;

/**
 * Sequences of mount calls by three tasks: A in the first mount namespace, B in a copy of it, C in
 * a copy that belongs to another user namespace. There are few paths, so that steps meet.
 */
final class MountOperations {
  /** Registers for descriptors of trees and places. */
  private static final int REGISTERS = 3;

  /** The register that the preparation uses. */
  private static final int PREPARATION = REGISTERS;

  private static final List<String> DIRECTORIES = List.of("/a", "/b", "/c", "/a/d");

  private MountOperations() {}

  /** Steps of A alone, the other tasks, and steps of all three. */
  static Arbitrary<List<Step>> sequences() {
    return Combinators.combine(
            steps(Arbitraries.just(0)).list().ofMinSize(0).ofMaxSize(10),
            Arbitraries.of(1, 2, 3, 3, 3),
            Arbitraries.of(true, true, false),
            steps(Arbitraries.of(0, 0, 1, 2, 2)).list().ofMinSize(1).ofMaxSize(25))
        .as(
            (before, tasks, mapped, after) -> {
              List<Step> all = new ArrayList<>();
              DIRECTORIES.forEach(path -> all.add(plain(0, mkdir(path))));
              all.addAll(before);
              if (tasks >= 2) {
                all.add(new Fork(0, 1, CloneFlags.CLONE_NEWNS));
              }
              if (tasks >= 3) {
                all.addAll(strangers(mapped));
              }
              for (Step step : after) {
                if (step.task() < tasks) {
                  all.add(step);
                }
              }
              return all;
            });
  }

  /** Task C in a user namespace of its own: root there, or nobody. */
  private static List<Step> strangers(boolean mapped) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Fork(0, 2, CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWNS)));
    for (String map : mapped ? List.of("uid_map", "gid_map") : List.<String>of()) {
      OpenFlags writing = OpenFlags.O_WRONLY.or(OpenFlags.O_CLOEXEC);
      Call open = new Call(SystemCall.OPENAT, Symbols.PROC, "{2}/" + map, writing, Mode.NONE);
      Fd file = Fd.register(PREPARATION);
      byte[] line = "0 0 1000".getBytes(StandardCharsets.US_ASCII);
      steps.add(new Perform(0, open, PREPARATION, Script.NONE));
      steps.add(plain(0, new Call(SystemCall.WRITE, file, line)));
      steps.add(plain(0, new Call(SystemCall.CLOSE, file)));
    }
    return steps;
  }

  private static Perform plain(int task, Call call) {
    return new Perform(task, call, Script.NONE, Script.NONE);
  }

  private static Call mkdir(String path) {
    return new Call(SystemCall.MKDIRAT, AT_FDCWD, path, new Mode(0755));
  }

  private static Arbitrary<Step> steps(Arbitrary<Integer> task) {
    Arbitrary<Perform> call =
        Arbitraries.frequencyOf(
            Tuple.of(6, calls(newMounts())),
            Tuple.of(7, calls(binds())),
            Tuple.of(6, calls(propagation())),
            Tuple.of(4, calls(moves())),
            Tuple.of(6, calls(unmounts())),
            Tuple.of(4, calls(remounts())),
            Tuple.of(2, calls(pivots())),
            Tuple.of(3, calls(directories())),
            Tuple.of(3, calls(attributes())),
            Tuple.of(5, opens()),
            Tuple.of(5, calls(descriptors())));
    return Combinators.combine(task, call)
        .as((who, what) -> new Perform(who, what.call(), what.register(), what.second()));
  }

  private static Arbitrary<Perform> calls(Arbitrary<Call> calls) {
    return calls.map(call -> plain(0, call));
  }

  private static Arbitrary<String> paths() {
    return Arbitraries.frequency(
        Tuple.of(6, "/a"),
        Tuple.of(5, "/b"),
        Tuple.of(3, "/c"),
        Tuple.of(5, "/a/d"),
        Tuple.of(3, "/b/d"),
        Tuple.of(1, "/"));
  }

  private static Arbitrary<MountFlags> words() {
    return Arbitraries.frequency(
        Tuple.of(6, MountFlags.NONE),
        Tuple.of(2, MS_NOSUID.or(MS_NODEV)),
        Tuple.of(2, MS_RDONLY),
        Tuple.of(1, MS_NOEXEC.or(MS_NOATIME)),
        Tuple.of(1, MS_STRICTATIME));
  }

  private static Arbitrary<MountFlags> types() {
    return Arbitraries.frequency(
        Tuple.of(6, MS_SHARED),
        Tuple.of(4, MS_SLAVE),
        Tuple.of(3, MS_PRIVATE),
        Tuple.of(1, MS_UNBINDABLE));
  }

  private static Arbitrary<Call> newMounts() {
    return Combinators.combine(Arbitraries.of("t1", "t2"), paths(), words())
        .as(
            (source, path, flags) ->
                new Call(SystemCall.MOUNT, source, path, "tmpfs", flags, null));
  }

  private static Arbitrary<Call> binds() {
    return Combinators.combine(paths(), paths(), Arbitraries.of(MS_BIND, MS_BIND.or(MS_REC)))
        .as((from, to, flags) -> new Call(SystemCall.MOUNT, from, to, null, flags, null));
  }

  private static Arbitrary<Call> propagation() {
    return Combinators.combine(paths(), types(), Arbitraries.of(MountFlags.NONE, MS_REC))
        .as((path, type, rec) -> new Call(SystemCall.MOUNT, null, path, null, type.or(rec), null));
  }

  private static Arbitrary<Call> moves() {
    Arbitrary<Call> old =
        Combinators.combine(paths(), paths())
            .as((from, to) -> new Call(SystemCall.MOUNT, from, to, null, MS_MOVE, null));
    Arbitrary<MoveMountFlags> flags =
        Arbitraries.frequency(
            Tuple.of(3, MoveMountFlags.NONE),
            Tuple.of(2, MoveMountFlags.MOVE_MOUNT_BENEATH),
            Tuple.of(2, MoveMountFlags.MOVE_MOUNT_SET_GROUP));
    Arbitrary<Call> recent =
        Combinators.combine(paths(), paths(), flags)
            .as(
                (from, to, how) ->
                    new Call(SystemCall.MOVE_MOUNT, AT_FDCWD, from, AT_FDCWD, to, how));
    return Arbitraries.oneOf(old, recent);
  }

  private static Arbitrary<Call> unmounts() {
    Arbitrary<UmountFlags> flags =
        Arbitraries.frequency(
            Tuple.of(5, UmountFlags.NONE),
            Tuple.of(3, UmountFlags.MNT_DETACH),
            Tuple.of(1, UmountFlags.MNT_EXPIRE),
            Tuple.of(1, UmountFlags.UMOUNT_NOFOLLOW));
    return Combinators.combine(paths(), flags)
        .as((path, how) -> new Call(SystemCall.UMOUNT2, path, how));
  }

  private static Arbitrary<Call> remounts() {
    return Combinators.combine(paths(), words(), Arbitraries.of(MountFlags.NONE, MS_BIND))
        .as(
            (path, flags, bind) ->
                new Call(SystemCall.MOUNT, null, path, null, MS_REMOUNT.or(flags).or(bind), null));
  }

  private static Arbitrary<Call> pivots() {
    Arbitrary<Call> pivot =
        Combinators.combine(paths(), paths())
            .as((root, old) -> new Call(SystemCall.PIVOT_ROOT, root, old));
    return Arbitraries.oneOf(
        pivot,
        paths().map(path -> new Call(SystemCall.PIVOT_ROOT, path, path)),
        paths().map(path -> new Call(SystemCall.CHDIR, path)));
  }

  private static Arbitrary<Call> directories() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of("/b/d", "/a/d", "/c/d").map(MountOperations::mkdir)),
        Tuple.of(
            2,
            paths()
                .map(path -> new Call(SystemCall.UNLINKAT, AT_FDCWD, path, AtFlags.AT_REMOVEDIR))));
  }

  private static Arbitrary<Call> attributes() {
    Arbitrary<MountAttr> changes =
        Arbitraries.oneOf(
            Arbitraries.of(
                    MountAttrFlags.MOUNT_ATTR_RDONLY,
                    MountAttrFlags.MOUNT_ATTR_NOSUID,
                    MountAttrFlags.MOUNT_ATTR_NODEV.or(MountAttrFlags.MOUNT_ATTR_NOEXEC))
                .map(MountAttr::set),
            Arbitraries.of(MountAttrFlags.MOUNT_ATTR_RDONLY, MountAttrFlags.MOUNT_ATTR_NODEV)
                .map(clear -> new MountAttr(MountAttrFlags.NONE, clear, MountFlags.NONE, Fd.STDIN)),
            types().map(MountAttr::propagation));
    return Combinators.combine(paths(), Arbitraries.of(AtFlags.NONE, AtFlags.AT_RECURSIVE), changes)
        .as((path, how, change) -> new Call(SystemCall.MOUNT_SETATTR, AT_FDCWD, path, how, change));
  }

  private static Arbitrary<Integer> registers() {
    return Arbitraries.integers().between(0, REGISTERS - 1);
  }

  private static Arbitrary<Fd> handles() {
    return registers().map(Fd::register);
  }

  private static Arbitrary<Perform> opens() {
    Arbitrary<OpenTreeFlags> treeFlags =
        Arbitraries.of(
                OpenTreeFlags.OPEN_TREE_CLONE,
                OpenTreeFlags.OPEN_TREE_CLONE.or(OpenTreeFlags.AT_RECURSIVE),
                OpenTreeFlags.NONE)
            .map(flags -> flags.or(OpenTreeFlags.OPEN_TREE_CLOEXEC));
    Arbitrary<Call> trees =
        Combinators.combine(paths(), treeFlags)
            .as((path, flags) -> new Call(SystemCall.OPEN_TREE, AT_FDCWD, path, flags));
    OpenFlags place = OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC);
    Arbitrary<Call> places =
        paths().map(path -> new Call(SystemCall.OPENAT, AT_FDCWD, path, place, Mode.NONE));
    Arbitrary<Call> contexts =
        Arbitraries.just(new Call(SystemCall.FSOPEN, "tmpfs", FsopenFlags.FSOPEN_CLOEXEC));
    Arbitrary<Call> fsmounts =
        handles()
            .map(
                fd ->
                    new Call(
                        SystemCall.FSMOUNT, fd, FsmountFlags.FSMOUNT_CLOEXEC, MountAttrFlags.NONE));
    Arbitrary<Call> calls =
        Arbitraries.frequencyOf(
            Tuple.of(6, trees), Tuple.of(2, places), Tuple.of(2, contexts), Tuple.of(2, fsmounts));
    return Combinators.combine(calls, registers())
        .as((call, register) -> new Perform(0, call, register, Script.NONE));
  }

  private static Arbitrary<Call> descriptors() {
    Arbitrary<MoveMountFlags> flags =
        Arbitraries.frequency(
                Tuple.of(3, MoveMountFlags.NONE), Tuple.of(1, MoveMountFlags.MOVE_MOUNT_BENEATH))
            .map(how -> how.or(MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH));
    Arbitrary<Call> attach =
        Combinators.combine(handles(), paths(), flags)
            .as((fd, to, how) -> new Call(SystemCall.MOVE_MOUNT, fd, "", AT_FDCWD, to, how));
    MoveMountFlags both =
        MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH.or(MoveMountFlags.MOVE_MOUNT_T_EMPTY_PATH);
    Arbitrary<Call> join =
        Combinators.combine(handles(), handles())
            .as((from, to) -> new Call(SystemCall.MOVE_MOUNT, from, "", to, "", both));
    Arbitrary<Call> create = handles().map(fd -> new Call(SystemCall.FSCONFIG_CREATE, fd));
    Arbitrary<Call> change =
        Combinators.combine(handles(), types(), Arbitraries.of(AtFlags.NONE, AtFlags.AT_RECURSIVE))
            .as(
                (fd, type, how) ->
                    new Call(
                        SystemCall.MOUNT_SETATTR,
                        fd,
                        "",
                        how.or(AtFlags.AT_EMPTY_PATH),
                        MountAttr.propagation(type)));
    return Arbitraries.frequencyOf(
        Tuple.of(6, attach),
        Tuple.of(2, join),
        Tuple.of(2, create),
        Tuple.of(1, change),
        Tuple.of(1, handles().map(fd -> new Call(SystemCall.FCHDIR, fd))),
        Tuple.of(2, handles().map(fd -> new Call(SystemCall.CLOSE, fd))));
  }
}
