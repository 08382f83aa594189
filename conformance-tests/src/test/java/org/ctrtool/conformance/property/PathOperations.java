package org.ctrtool.conformance.property;

import static org.ctrtool.api.Fd.AT_FDCWD;

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
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Uid;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Fork;
import org.ctrtool.nativebackend.agent.Script.Perform;
import org.ctrtool.nativebackend.agent.Script.Step;
import org.ctrtool.nativebackend.agent.Symbols;

/**
 * Sequences of calls with paths, on one tmpfs: A is the superuser, B an ordinary user. There are
 * four names, which become directories, files, links to each other, and nothing again.
 */
final class PathOperations {
  private static final int REGISTERS = 3;
  private static final int STRANGER = 1000;

  private PathOperations() {}

  /** Something to begin with, steps of A alone, B, and steps of both. */
  static Arbitrary<List<Step>> sequences() {
    return Combinators.combine(
            Arbitraries.of(List.<Step>of(), somePlaces(), somePlaces(), somePlaces()),
            steps(Arbitraries.just(0)).list().ofMaxSize(8),
            steps(Arbitraries.of(0, 0, 1, 1, 1)).list().ofMinSize(1).ofMaxSize(25))
        .as(
            (places, before, after) -> {
              List<Step> all = new ArrayList<>(places);
              all.addAll(before);
              all.add(new Fork(0, 1, CloneFlags.NONE));
              all.addAll(becomeStranger());
              all.addAll(after);
              return all;
            });
  }

  /** a/b/c, a sticky b with a file of everybody's, a link, and descriptors of two of them. */
  private static List<Step> somePlaces() {
    OpenFlags place = OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC);
    OpenFlags directory = OpenFlags.O_DIRECTORY.or(OpenFlags.O_CLOEXEC);
    Mode open = new Mode(0777);
    return List.of(
        plain(0, new Call(SystemCall.MKDIRAT, AT_FDCWD, "a", open)),
        plain(0, new Call(SystemCall.MKDIRAT, AT_FDCWD, "a/b", new Mode(0755))),
        plain(0, new Call(SystemCall.MKDIRAT, AT_FDCWD, "a/b/c", open)),
        plain(0, new Call(SystemCall.MKDIRAT, AT_FDCWD, "b", new Mode(01777))),
        plain(0, new Call(SystemCall.MKNODAT, AT_FDCWD, "b/d", new Mode(0100666), Dev.NONE)),
        plain(0, new Call(SystemCall.SYMLINKAT, "../a/b", AT_FDCWD, "b/c")),
        plain(0, new Call(SystemCall.FCHMODAT, AT_FDCWD, "/", open)),
        new Perform(
            0, new Call(SystemCall.OPENAT, AT_FDCWD, "a", place, Mode.NONE), 0, Script.NONE),
        new Perform(
            0, new Call(SystemCall.OPENAT, AT_FDCWD, "b", directory, Mode.NONE), 1, Script.NONE));
  }

  private static List<Step> becomeStranger() {
    Gid group = new Gid(STRANGER);
    Uid user = new Uid(STRANGER);
    return List.of(
        plain(1, new Call(SystemCall.SETGROUPS, List.of(new Gid(5)))),
        plain(1, new Call(SystemCall.SETRESGID, group, group, group)),
        plain(1, new Call(SystemCall.SETRESUID, user, user, user)));
  }

  private static Perform plain(int task, Call call) {
    return new Perform(task, call, Script.NONE, Script.NONE);
  }

  private static Arbitrary<Perform> steps(Arbitrary<Integer> task) {
    Arbitrary<Perform> call =
        Arbitraries.frequencyOf(
            Tuple.of(7, opened(opens())),
            Tuple.of(5, opened(opensWithResolution())),
            Tuple.of(6, calls(directories())),
            Tuple.of(4, calls(links())),
            Tuple.of(3, calls(nodes())),
            Tuple.of(5, calls(renames())),
            Tuple.of(5, calls(removals())),
            Tuple.of(3, calls(modes())),
            Tuple.of(4, calls(owners())),
            Tuple.of(3, calls(looks())),
            Tuple.of(3, calls(descriptors())),
            Tuple.of(2, calls(places())));
    return Combinators.combine(task, call)
        .as((who, what) -> new Perform(who, what.call(), what.register(), what.second()));
  }

  private static Arbitrary<Perform> calls(Arbitrary<Call> calls) {
    return calls.map(call -> plain(0, call));
  }

  private static Arbitrary<Perform> opened(Arbitrary<Call> calls) {
    return Combinators.combine(calls, registers())
        .as((call, register) -> new Perform(0, call, register, Script.NONE));
  }

  private static Arbitrary<Integer> registers() {
    return Arbitraries.integers().between(0, REGISTERS - 1);
  }

  private static Arbitrary<Fd> handles() {
    return registers().map(Fd::register);
  }

  /** Where a path begins. */
  private static Arbitrary<Fd> starts() {
    return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(AT_FDCWD)), Tuple.of(1, handles()));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "c", "d");
  }

  private static Arbitrary<String> paths() {
    Arbitrary<String> pair = Combinators.combine(names(), names()).as((x, y) -> x + "/" + y);
    Arbitrary<String> triple = Combinators.combine(pair, names()).as((x, y) -> x + "/" + y);
    Arbitrary<String> odd =
        Arbitraries.of(
            "", ".", "..", "/", "a/", "b/.", "c/..", "a/../b", "//a//b", "/..", "b/../../c/d");
    return Arbitraries.frequencyOf(
        Tuple.of(8, names()),
        Tuple.of(6, Arbitraries.of("a/b", "b/c", "b/d", "a/b/c")),
        Tuple.of(4, pair),
        Tuple.of(2, triple),
        Tuple.of(3, names().map(name -> "/" + name)),
        Tuple.of(1, pair.map(path -> path + "/")),
        Tuple.of(3, odd));
  }

  private static Arbitrary<Mode> permissions() {
    return Arbitraries.frequency(
            Tuple.of(4, 0777),
            Tuple.of(3, 0755),
            Tuple.of(2, 01777),
            Tuple.of(2, 0700),
            Tuple.of(1, 0711),
            Tuple.of(1, 0644),
            Tuple.of(1, 02775),
            Tuple.of(1, 06755),
            Tuple.of(1, 0444),
            Tuple.of(1, 0))
        .map(Mode::new);
  }

  private static Arbitrary<OpenFlags> openFlags() {
    Arbitrary<OpenFlags> access =
        Arbitraries.frequency(
            Tuple.of(3, OpenFlags.O_RDONLY),
            Tuple.of(2, OpenFlags.O_WRONLY),
            Tuple.of(2, OpenFlags.O_RDWR),
            Tuple.of(3, OpenFlags.O_PATH));
    Arbitrary<OpenFlags> creation =
        Arbitraries.frequency(
            Tuple.of(5, OpenFlags.NONE),
            Tuple.of(4, OpenFlags.O_CREAT),
            Tuple.of(2, OpenFlags.O_CREAT.or(OpenFlags.O_EXCL)),
            Tuple.of(1, OpenFlags.O_TRUNC),
            Tuple.of(1, OpenFlags.O_CREAT.or(OpenFlags.O_TRUNC)),
            Tuple.of(1, OpenFlags.O_TMPFILE));
    Arbitrary<OpenFlags> more =
        Arbitraries.frequency(
            Tuple.of(6, OpenFlags.NONE),
            Tuple.of(3, OpenFlags.O_DIRECTORY),
            Tuple.of(3, OpenFlags.O_NOFOLLOW),
            Tuple.of(1, OpenFlags.O_APPEND),
            Tuple.of(1, OpenFlags.O_NOATIME),
            Tuple.of(1, OpenFlags.O_DIRECTORY.or(OpenFlags.O_NOFOLLOW)));
    // A FIFO without a partner would be waited for.
    OpenFlags always = OpenFlags.O_CLOEXEC.or(OpenFlags.O_NONBLOCK);
    return Combinators.combine(access, creation, more)
        .as((a, c, m) -> a.has(OpenFlags.O_PATH) ? a.or(m).or(OpenFlags.O_CLOEXEC) : a.or(c).or(m))
        .map(flags -> flags.has(OpenFlags.O_PATH) ? flags : flags.or(always));
  }

  private static Arbitrary<Call> opens() {
    return Combinators.combine(starts(), paths(), openFlags(), permissions())
        .as((from, path, flags, mode) -> new Call(SystemCall.OPENAT, from, path, flags, mode));
  }

  private static Arbitrary<Call> opensWithResolution() {
    Arbitrary<ResolveFlags> resolutions =
        Arbitraries.of(
            ResolveFlags.NONE,
            ResolveFlags.RESOLVE_BENEATH,
            ResolveFlags.RESOLVE_BENEATH,
            ResolveFlags.RESOLVE_IN_ROOT,
            ResolveFlags.RESOLVE_IN_ROOT,
            ResolveFlags.RESOLVE_NO_SYMLINKS,
            ResolveFlags.RESOLVE_NO_MAGICLINKS,
            ResolveFlags.RESOLVE_NO_XDEV,
            ResolveFlags.RESOLVE_NO_XDEV.or(ResolveFlags.RESOLVE_IN_ROOT),
            ResolveFlags.RESOLVE_BENEATH.or(ResolveFlags.RESOLVE_IN_ROOT));
    Arbitrary<Call> here =
        Combinators.combine(starts(), paths(), openFlags(), permissions(), resolutions)
            .as(PathOperations::openat2);
    Arbitrary<String> magic =
        Combinators.combine(Arbitraries.of("{0}/cwd", "{0}/root", "{1}/cwd"), names())
            .as((link, name) -> link + "/" + name);
    Arbitrary<Call> throughProc =
        Combinators.combine(magic, openFlags(), permissions(), resolutions)
            .as((path, flags, mode, how) -> openat2(Symbols.PROC, path, flags, mode, how));
    return Arbitraries.frequencyOf(Tuple.of(6, here), Tuple.of(1, throughProc));
  }

  /** openat2(2) does not take a mode for nothing. */
  private static Call openat2(
      Fd from, String path, OpenFlags flags, Mode mode, ResolveFlags resolve) {
    boolean creates = flags.has(OpenFlags.O_CREAT) || flags.has(OpenFlags.O_TMPFILE);
    OpenHow how = new OpenHow(flags, creates ? mode : Mode.NONE, resolve);
    return new Call(SystemCall.OPENAT2, from, path, how);
  }

  private static Arbitrary<Call> directories() {
    return Combinators.combine(starts(), paths(), permissions())
        .as((from, path, mode) -> new Call(SystemCall.MKDIRAT, from, path, mode));
  }

  private static Arbitrary<Call> links() {
    Arbitrary<String> targets =
        Arbitraries.of("a", "b", "c/d", "../b", "/c", "/a/b", ".", "..", "d", "d/", "nothing", "");
    return Combinators.combine(targets, starts(), paths())
        .as((target, from, path) -> new Call(SystemCall.SYMLINKAT, target, from, path));
  }

  private static Arbitrary<Call> nodes() {
    Arbitrary<Integer> types =
        Arbitraries.of(
            Mode.S_IFIFO, Mode.S_IFSOCK, Mode.S_IFREG, Mode.S_IFCHR, Mode.S_IFDIR, Mode.S_IFBLK);
    Arbitrary<Dev> devices = Arbitraries.of(Dev.NONE, new Dev(1, 3), new Dev(1, 5));
    return Combinators.combine(starts(), paths(), types, permissions(), devices)
        .as(
            (from, path, type, mode, device) ->
                new Call(
                    SystemCall.MKNODAT, from, path, new Mode(type | mode.permissions()), device));
  }

  private static Arbitrary<Call> renames() {
    Arbitrary<RenameFlags> flags =
        Arbitraries.frequency(
            Tuple.of(5, RenameFlags.NONE),
            Tuple.of(2, RenameFlags.RENAME_NOREPLACE),
            Tuple.of(2, RenameFlags.RENAME_EXCHANGE),
            Tuple.of(1, RenameFlags.RENAME_WHITEOUT));
    return Combinators.combine(starts(), paths(), starts(), paths(), flags)
        .as((from, old, to, path, how) -> new Call(SystemCall.RENAMEAT2, from, old, to, path, how));
  }

  private static Arbitrary<Call> removals() {
    return Combinators.combine(
            starts(), paths(), Arbitraries.of(AtFlags.NONE, AtFlags.AT_REMOVEDIR))
        .as((from, path, how) -> new Call(SystemCall.UNLINKAT, from, path, how));
  }

  private static Arbitrary<Call> modes() {
    Arbitrary<Call> byPath =
        Combinators.combine(starts(), paths(), permissions())
            .as((from, path, mode) -> new Call(SystemCall.FCHMODAT, from, path, mode));
    Arbitrary<Call> byDescriptor =
        Combinators.combine(handles(), permissions())
            .as((fd, mode) -> new Call(SystemCall.FCHMOD, fd, mode));
    Arbitrary<Call> masks =
        Arbitraries.of(0, 022, 077).map(mask -> new Call(SystemCall.UMASK, new Mode(mask)));
    return Arbitraries.frequencyOf(
        Tuple.of(8, byPath), Tuple.of(2, byDescriptor), Tuple.of(1, masks));
  }

  private static Arbitrary<AtFlags> lookFlags() {
    return Arbitraries.frequency(
        Tuple.of(3, AtFlags.NONE),
        Tuple.of(3, AtFlags.AT_SYMLINK_NOFOLLOW),
        Tuple.of(1, AtFlags.AT_EMPTY_PATH));
  }

  private static Arbitrary<Call> owners() {
    Arbitrary<Long> ids =
        Arbitraries.frequency(
            Tuple.of(2, -1L), Tuple.of(4, (long) STRANGER), Tuple.of(2, 0L), Tuple.of(1, 5L));
    return Combinators.combine(starts(), paths(), ids, ids, lookFlags())
        .as(
            (from, path, user, group, how) ->
                new Call(SystemCall.FCHOWNAT, from, path, new Uid(user), new Gid(group), how));
  }

  private static Arbitrary<Call> looks() {
    Arbitrary<Call> stats =
        Combinators.combine(starts(), paths(), lookFlags())
            .as((from, path, how) -> new Call(SystemCall.NEWFSTATAT, from, path, how));
    Arbitrary<Call> contents =
        Combinators.combine(starts(), paths())
            .as((from, path) -> new Call(SystemCall.READLINKAT, from, path));
    return Arbitraries.oneOf(stats, contents);
  }

  private static Arbitrary<Call> descriptors() {
    byte[] bytes = "text".getBytes(StandardCharsets.US_ASCII);
    return Arbitraries.frequencyOf(
        Tuple.of(3, handles().map(fd -> new Call(SystemCall.GETDENTS64, fd))),
        Tuple.of(2, handles().map(fd -> new Call(SystemCall.WRITE, fd, bytes))),
        Tuple.of(1, handles().map(fd -> new Call(SystemCall.FTRUNCATE, fd, 9L))),
        Tuple.of(2, handles().map(fd -> new Call(SystemCall.CLOSE, fd))));
  }

  private static Arbitrary<Call> places() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, paths().map(path -> new Call(SystemCall.CHDIR, path))),
        Tuple.of(2, handles().map(fd -> new Call(SystemCall.FCHDIR, fd))),
        Tuple.of(2, Arbitraries.just(new Call(SystemCall.GETCWD))),
        Tuple.of(1, paths().map(path -> new Call(SystemCall.CHROOT, path))));
  }
}
