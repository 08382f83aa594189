package org.ctrtool.conformance.property;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Fork;
import org.ctrtool.nativebackend.agent.Script.Perform;
import org.ctrtool.nativebackend.agent.Script.Step;

/**
 * Sequences of calls on UNIX sockets that do not wait: A is the superuser of a network namespace, B
 * an ordinary user in the same namespaces, C the superuser of a network, a user and a PID namespace
 * of its own. There are two names in the file system and two abstract ones.
 */
final class SocketOperations {
  private static final int REGISTERS = 6;
  private static final int STRANGER = 1000;

  private SocketOperations() {}

  /** A start, B, C, and steps of all. */
  static Arbitrary<List<Step>> sequences() {
    return Combinators.combine(
            Arbitraries.of(List.<Step>of(), pairs(), listeners(), datagrams()),
            steps(Arbitraries.of(0, 0, 0, 1, 1, 2)).list().ofMinSize(1).ofMaxSize(40))
        .as(
            (start, steps) -> {
              List<Step> all = new ArrayList<>();
              // Else abstract names would be those of the host.
              all.add(plain(new Call(SystemCall.UNSHARE, UnshareFlags.CLONE_NEWNET)));
              all.add(plain(blockSigpipe()));
              all.add(plain(new Call(SystemCall.FCHMODAT, AT_FDCWD, "/", new Mode(0777))));
              all.addAll(start);
              all.add(new Fork(0, 1, CloneFlags.NONE));
              all.addAll(becomeStranger());
              CloneFlags apart =
                  CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWNET).or(CloneFlags.CLONE_NEWPID);
              all.add(new Fork(0, 2, apart));
              all.addAll(steps);
              return all;
            });
  }

  private static Call blockSigpipe() {
    SignalSet pipe = SignalSet.EMPTY.with(Signal.SIGPIPE);
    return new Call(SystemCall.RT_SIGPROCMASK_SET, SignalMaskChange.SIG_BLOCK, pipe);
  }

  private static List<Step> becomeStranger() {
    Gid group = new Gid(STRANGER);
    Uid user = new Uid(STRANGER);
    return List.of(
        new Perform(
            1, new Call(SystemCall.SETRESGID, group, group, group), Script.NONE, Script.NONE),
        new Perform(1, new Call(SystemCall.SETRESUID, user, user, user), Script.NONE, Script.NONE));
  }

  private static List<Step> pairs() {
    return List.of(
        new Perform(0, new Call(SystemCall.SOCKETPAIR_UNIX, 1 | 0x800), 0, 1),
        new Perform(0, new Call(SystemCall.SOCKETPAIR_UNIX, 5 | 0x800), 2, 3),
        new Perform(0, new Call(SystemCall.SOCKETPAIR_UNIX, 2 | 0x800), 4, 5));
  }

  private static List<Step> listeners() {
    SocketAddress abstractName = new SocketAddress.UnixAbstract("x");
    SocketAddress path = new SocketAddress.UnixPath("p");
    return List.of(
        opened(socket(SocketType.SOCK_STREAM), 0),
        plain(new Call(SystemCall.BIND, Fd.register(0), path)),
        plain(new Call(SystemCall.LISTEN, Fd.register(0), 2)),
        opened(socket(SocketType.SOCK_SEQPACKET), 1),
        plain(new Call(SystemCall.BIND, Fd.register(1), abstractName)),
        plain(new Call(SystemCall.LISTEN, Fd.register(1), 0)),
        opened(socket(SocketType.SOCK_STREAM), 2),
        opened(socket(SocketType.SOCK_SEQPACKET), 3),
        plain(new Call(SystemCall.CONNECT, Fd.register(2), path)),
        plain(new Call(SystemCall.CONNECT, Fd.register(3), abstractName)),
        opened(new Call(SystemCall.ACCEPT4, Fd.register(0), SocketType.SOCK_NONBLOCK), 4));
  }

  private static List<Step> datagrams() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      steps.add(opened(socket(SocketType.SOCK_DGRAM), i));
    }
    SocketAddress abstractName = new SocketAddress.UnixAbstract("x");
    SocketAddress path = new SocketAddress.UnixPath("p");
    steps.add(plain(new Call(SystemCall.BIND, Fd.register(0), path)));
    steps.add(plain(new Call(SystemCall.BIND, Fd.register(1), abstractName)));
    steps.add(plain(new Call(SystemCall.CONNECT, Fd.register(2), path)));
    steps.add(plain(new Call(SystemCall.CONNECT, Fd.register(3), abstractName)));
    return steps;
  }

  private static Call socket(SocketType kind) {
    SocketType type = kind.or(SocketType.SOCK_CLOEXEC).or(SocketType.SOCK_NONBLOCK);
    return new Call(SystemCall.SOCKET, SocketDomain.AF_UNIX, type, 0);
  }

  private static Perform plain(Call call) {
    return new Perform(0, call, Script.NONE, Script.NONE);
  }

  private static Perform opened(Call call, int register) {
    return new Perform(0, call, register, Script.NONE);
  }

  private static Arbitrary<Perform> steps(Arbitrary<Integer> task) {
    Arbitrary<Perform> call =
        Arbitraries.frequencyOf(
            Tuple.of(4, opening(sockets())),
            Tuple.of(1, openingTwo(pairsOfSockets())),
            Tuple.of(4, binds().map(SocketOperations::plain)),
            Tuple.of(3, listens().map(SocketOperations::plain)),
            Tuple.of(6, connects().map(SocketOperations::plain)),
            Tuple.of(5, opening(accepts())),
            Tuple.of(9, sends().map(SocketOperations::plain)),
            Tuple.of(9, openingTwo(receives())),
            Tuple.of(3, polls().map(SocketOperations::plain)),
            Tuple.of(3, options().map(SocketOperations::plain)),
            Tuple.of(3, closes().map(SocketOperations::plain)),
            Tuple.of(2, names().map(SocketOperations::plain)));
    return Combinators.combine(task, call)
        .as((who, what) -> new Perform(who, what.call(), what.register(), what.second()));
  }

  private static Arbitrary<Perform> opening(Arbitrary<Call> calls) {
    return Combinators.combine(calls, registers()).as(SocketOperations::opened);
  }

  private static Arbitrary<Perform> openingTwo(Arbitrary<Call> calls) {
    return Combinators.combine(calls, registers(), registers())
        .as((call, first, second) -> new Perform(0, call, first, second));
  }

  private static Arbitrary<Integer> registers() {
    return Arbitraries.integers().between(0, REGISTERS - 1);
  }

  private static Arbitrary<Fd> handles() {
    return registers().map(Fd::register);
  }

  private static Arbitrary<SocketType> kinds() {
    return Arbitraries.of(
        SocketType.SOCK_STREAM,
        SocketType.SOCK_STREAM,
        SocketType.SOCK_SEQPACKET,
        SocketType.SOCK_DGRAM,
        SocketType.SOCK_DGRAM,
        SocketType.SOCK_RAW);
  }

  private static Arbitrary<Call> sockets() {
    return kinds().map(SocketOperations::socket);
  }

  private static Arbitrary<Call> pairsOfSockets() {
    return kinds().map(kind -> new Call(SystemCall.SOCKETPAIR_UNIX, (int) kind.bits() | 0x800));
  }

  private static Arbitrary<SocketAddress> addresses() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, Arbitraries.of("p", "q", "p", "./p").map(SocketAddress.UnixPath::new)),
        Tuple.of(6, Arbitraries.of("x", "y").map(SocketAddress.UnixAbstract::new)),
        Tuple.of(1, Arbitraries.of("", "nothing/p", "/", "p/").map(SocketAddress.UnixPath::new)),
        Tuple.of(1, Arbitraries.just(new SocketAddress.Inet(0x7F000001, 5000))));
  }

  private static Arbitrary<Call> binds() {
    return Combinators.combine(handles(), addresses())
        .as((fd, address) -> new Call(SystemCall.BIND, fd, address));
  }

  private static Arbitrary<Call> listens() {
    return Combinators.combine(handles(), Arbitraries.of(-1, 0, 0, 1, 5))
        .as((fd, backlog) -> new Call(SystemCall.LISTEN, fd, backlog));
  }

  private static Arbitrary<Call> connects() {
    return Combinators.combine(handles(), addresses())
        .as((fd, address) -> new Call(SystemCall.CONNECT, fd, address));
  }

  /** What has been accepted must not wait, either. */
  private static Arbitrary<Call> accepts() {
    SocketType nonBlocking = SocketType.SOCK_NONBLOCK;
    return Combinators.combine(
            handles(),
            Arbitraries.of(
                nonBlocking,
                nonBlocking.or(SocketType.SOCK_CLOEXEC),
                nonBlocking.or(new SocketType(4))))
        .as((fd, flags) -> new Call(SystemCall.ACCEPT4, fd, flags));
  }

  private static Arbitrary<byte[]> data() {
    Arbitrary<Integer> lengths =
        Arbitraries.frequency(
            Tuple.of(2, 0), Tuple.of(6, 1), Tuple.of(6, 3), Tuple.of(1, 5000), Tuple.of(1, 40_000));
    return Combinators.combine(lengths, Arbitraries.of('a', 'b', 'c'))
        .as(
            (length, letter) -> {
              byte[] data = new byte[length];
              Arrays.fill(data, (byte) (char) letter);
              return data;
            });
  }

  private static Arbitrary<Call> sends() {
    Arbitrary<List<Fd>> files =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(List.of())), Tuple.of(2, handles().list().ofMaxSize(3)));
    Arbitrary<MessageFlags> flags =
        Arbitraries.of(
            MessageFlags.NONE,
            MessageFlags.MSG_NOSIGNAL,
            MessageFlags.MSG_DONTWAIT.or(MessageFlags.MSG_NOSIGNAL));
    Arbitrary<Call> messages =
        Combinators.combine(handles(), data(), files, flags)
            .as((fd, data, along, how) -> new Call(SystemCall.SENDMSG, fd, data, along, how));
    Arbitrary<Call> writes =
        Combinators.combine(handles(), data())
            .as((fd, data) -> new Call(SystemCall.WRITE, fd, data));
    return Arbitraries.frequencyOf(Tuple.of(3, messages), Tuple.of(1, writes));
  }

  private static Arbitrary<Call> receives() {
    Arbitrary<Integer> limits = Arbitraries.of(0, 1, 2, 4, 4000, 60_000);
    Arbitrary<Integer> rooms = Arbitraries.of(0, 8, 16, 20, 24, 32, 40, 52, 56, 200);
    Arbitrary<MessageFlags> flags =
        Arbitraries.of(
            MessageFlags.NONE,
            MessageFlags.MSG_DONTWAIT,
            MessageFlags.MSG_TRUNC,
            MessageFlags.MSG_CMSG_CLOEXEC,
            MessageFlags.MSG_CMSG_CLOEXEC.or(MessageFlags.MSG_DONTWAIT));
    Arbitrary<Call> messages =
        Combinators.combine(handles(), limits, rooms, flags)
            .as((fd, limit, room, how) -> new Call(SystemCall.RECVMSG, fd, limit, room, how));
    Arbitrary<Call> reads =
        Combinators.combine(handles(), limits)
            .as((fd, limit) -> new Call(SystemCall.READ, fd, limit));
    return Arbitraries.frequencyOf(Tuple.of(4, messages), Tuple.of(1, reads));
  }

  private static Arbitrary<Call> polls() {
    PollEvents all = PollEvents.POLLIN.or(PollEvents.POLLOUT).or(new PollEvents(0x23C0));
    Timespec now = Timespec.ZERO;
    return handles()
        .map(fd -> new PollFd(fd, all))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(watched -> new Call(SystemCall.PPOLL, watched, now));
  }

  private static Arbitrary<Call> options() {
    Arbitrary<Call> credentials =
        Combinators.combine(handles(), Arbitraries.of(0, 1, 1))
            .as(
                (fd, value) ->
                    new Call(
                        SystemCall.SETSOCKOPT, fd, SocketOption.SO_PASSCRED, new IntCell(value)));
    Arbitrary<Call> looks =
        Combinators.combine(
                handles(),
                Arbitraries.of(
                    SocketOption.SO_ERROR,
                    SocketOption.SO_PASSCRED,
                    SocketOption.SO_TYPE,
                    SocketOption.SO_ACCEPTCONN))
            .as((fd, option) -> new Call(SystemCall.GETSOCKOPT, fd, option));
    Arbitrary<Call> peers = handles().map(fd -> new Call(SystemCall.GETSOCKOPT_PEERCRED, fd));
    return Arbitraries.frequencyOf(
        Tuple.of(3, credentials), Tuple.of(2, looks), Tuple.of(2, peers));
  }

  private static Arbitrary<Call> closes() {
    return handles().map(fd -> new Call(SystemCall.CLOSE, fd));
  }

  private static Arbitrary<Call> names() {
    Arbitrary<String> paths = Arbitraries.of("p", "q");
    Arbitrary<Call> removals =
        paths.map(path -> new Call(SystemCall.UNLINKAT, AT_FDCWD, path, AtFlags.NONE));
    Arbitrary<Call> modes =
        Combinators.combine(paths, Arbitraries.of(0777, 0600, 0))
            .as((path, bits) -> new Call(SystemCall.FCHMODAT, AT_FDCWD, path, new Mode(bits)));
    Arbitrary<Call> ofSockets =
        handles().map(fd -> new Call(SystemCall.FCHMOD, fd, new Mode(0700)));
    Arbitrary<Call> masks =
        Arbitraries.of(0, 022, 077).map(mask -> new Call(SystemCall.UMASK, new Mode(mask)));
    return Arbitraries.frequencyOf(
        Tuple.of(2, removals), Tuple.of(3, modes), Tuple.of(1, ofSockets), Tuple.of(1, masks));
  }
}
