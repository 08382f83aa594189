package org.ctrtool.conformance.property;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.ctrtool.api.Call;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Fork;
import org.ctrtool.nativebackend.agent.Script.Perform;
import org.ctrtool.nativebackend.agent.Script.Step;
import org.ctrtool.nativebackend.agent.Symbols;

/**
 * Sequences about ids: A is root of the host, B a stranger there, C is in a user namespace that A
 * or B made, D in one that C made. Who may write which map, what set*id and capset answer, and how
 * ids look through the maps.
 */
final class CredentialOperations {
  private static final int REGISTERS = 2;

  private CredentialOperations() {}

  /** Some preparation by A and B, the other tasks, and steps of all. */
  static Arbitrary<List<Step>> sequences() {
    return Combinators.combine(
            steps(Arbitraries.of(0, 1)).list().ofMaxSize(6),
            Arbitraries.of(0, 1),
            steps(Arbitraries.of(0, 1, 2, 2)).list().ofMaxSize(8),
            steps(Arbitraries.of(0, 1, 2, 2, 3, 3)).list().ofMaxSize(10))
        .as(
            (first, creator, second, third) -> {
              List<Step> all = new ArrayList<>();
              all.add(new Fork(0, 1, CloneFlags.NONE));
              first.forEach(all::addAll);
              all.add(new Fork(creator, 2, CloneFlags.CLONE_NEWUSER));
              second.forEach(all::addAll);
              all.add(new Fork(2, 3, CloneFlags.CLONE_NEWUSER));
              third.forEach(all::addAll);
              return all;
            });
  }

  private static Arbitrary<List<Step>> steps(Arbitrary<Integer> task) {
    Arbitrary<Call> single =
        Arbitraries.frequencyOf(
            Tuple.of(5, setresuid()),
            Tuple.of(3, setresgid()),
            Tuple.of(2, setgroups()),
            Tuple.of(4, capset()),
            Tuple.of(3, prctl()),
            Tuple.of(
                1, Arbitraries.just(new Call(SystemCall.UNSHARE, UnshareFlags.CLONE_NEWUSER))));
    Arbitrary<List<Step>> alone =
        Combinators.combine(task, single).as((who, call) -> List.of(plain(who, call)));
    Arbitrary<List<Step>> map =
        Combinators.combine(task, task, Arbitraries.of("uid_map", "uid_map", "gid_map"), maps())
            .as((who, whose, file, text) -> writeFile(who, "{" + whose + "}/" + file, text));
    Arbitrary<List<Step>> groups =
        Combinators.combine(task, task, Arbitraries.of("deny", "deny", "allow"))
            .as((who, whose, text) -> writeFile(who, "{" + whose + "}/setgroups", text));
    Arbitrary<List<Step>> entry = Combinators.combine(task, task).as(CredentialOperations::enter);
    return Arbitraries.frequencyOf(
        Tuple.of(10, alone), Tuple.of(10, map), Tuple.of(3, groups), Tuple.of(2, entry));
  }

  private static Perform plain(int task, Call call) {
    return new Perform(task, call, Script.NONE, Script.NONE);
  }

  private static List<Step> writeFile(int who, String path, String text) {
    Fd file = Fd.register(0);
    Call open =
        new Call(
            SystemCall.OPENAT,
            Symbols.PROC,
            path,
            OpenFlags.O_WRONLY.or(OpenFlags.O_CLOEXEC),
            Mode.NONE);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return List.of(
        new Perform(who, open, 0, Script.NONE),
        plain(who, new Call(SystemCall.WRITE, file, bytes)),
        plain(who, new Call(SystemCall.CLOSE, file)));
  }

  private static List<Step> enter(int who, int whose) {
    Fd namespace = Fd.register(1);
    Call open =
        new Call(
            SystemCall.OPENAT,
            Symbols.PROC,
            "{" + whose + "}/ns/user",
            OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC),
            Mode.NONE);
    return List.of(
        new Perform(who, open, REGISTERS - 1, Script.NONE),
        plain(who, new Call(SystemCall.SETNS, namespace, SetnsTypes.CLONE_NEWUSER)),
        plain(who, new Call(SystemCall.CLOSE, namespace)));
  }

  private static Arbitrary<Long> ids() {
    return Arbitraries.frequency(
        Tuple.of(4, 0L),
        Tuple.of(3, 1L),
        Tuple.of(2, 5L),
        Tuple.of(4, 1000L),
        Tuple.of(1, 65534L),
        Tuple.of(2, 100_000L));
  }

  private static Arbitrary<Long> idsOrKeep() {
    return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(-1L)), Tuple.of(3, ids()));
  }

  private static Arbitrary<String> maps() {
    Arbitrary<String> line =
        Combinators.combine(ids(), ids(), Arbitraries.of(1L, 1L, 2L, 10L, 1001L, 65536L))
            .as((inside, outside, count) -> inside + " " + outside + " " + count);
    Arbitrary<String> usual =
        Arbitraries.of("0 0 4294967295", "0 0 65536", "0 1000 1", "0 100000 65536", "0 0 1");
    Arbitrary<String> twoLines =
        Combinators.combine(line, line).as((one, other) -> one + "\n" + other + "\n");
    Arbitrary<String> wrong = Arbitraries.of("", "0 0", "0 0 0", "x", "0 0 1\n\n", " 0\t0 1 ");
    return Arbitraries.frequencyOf(
        Tuple.of(6, usual), Tuple.of(6, line), Tuple.of(2, twoLines), Tuple.of(1, wrong));
  }

  private static Arbitrary<Call> setresuid() {
    Arbitrary<Call> any =
        Combinators.combine(idsOrKeep(), idsOrKeep(), idsOrKeep())
            .as((r, e, s) -> new Call(SystemCall.SETRESUID, new Uid(r), new Uid(e), new Uid(s)));
    Arbitrary<Call> whole =
        ids().map(id -> new Call(SystemCall.SETRESUID, new Uid(id), new Uid(id), new Uid(id)));
    return Arbitraries.oneOf(any, whole);
  }

  private static Arbitrary<Call> setresgid() {
    return Combinators.combine(idsOrKeep(), idsOrKeep(), idsOrKeep())
        .as((r, e, s) -> new Call(SystemCall.SETRESGID, new Gid(r), new Gid(e), new Gid(s)));
  }

  private static Arbitrary<Call> setgroups() {
    return ids()
        .map(Gid::new)
        .list()
        .ofMaxSize(2)
        .map(groups -> new Call(SystemCall.SETGROUPS, groups));
  }

  private static Arbitrary<CapabilitySet> sets() {
    return Arbitraries.of(
        CapabilitySet.ALL,
        CapabilitySet.NONE,
        CapabilitySet.ALL.without(Capability.CAP_SYS_RESOURCE),
        CapabilitySet.ALL.without(Capability.CAP_SYS_RESOURCE).without(Capability.CAP_SETUID),
        CapabilitySet.ALL.without(Capability.CAP_SYS_RESOURCE).without(Capability.CAP_SETFCAP),
        CapabilitySet.ALL.without(Capability.CAP_SYS_RESOURCE).without(Capability.CAP_SETPCAP),
        CapabilitySet.of(Capability.CAP_SETGID, Capability.CAP_CHOWN),
        CapabilitySet.of(Capability.CAP_SETUID));
  }

  private static Arbitrary<Call> capset() {
    return Combinators.combine(sets(), sets(), sets())
        .as(
            (effective, permitted, inheritable) ->
                new Call(SystemCall.CAPSET, new Capabilities(effective, permitted, inheritable)));
  }

  private static Arbitrary<Call> prctl() {
    Arbitrary<Integer> capabilities = Arbitraries.of(0, 6, 7, 8, 21, 24, 31, 41);
    return Arbitraries.oneOf(
        capabilities.map(number -> new Call(SystemCall.PRCTL_CAPBSET_DROP, number)),
        capabilities.map(number -> new Call(SystemCall.PRCTL_CAP_AMBIENT_RAISE, number)),
        Arbitraries.just(new Call(SystemCall.PRCTL_CAP_AMBIENT_CLEAR_ALL)),
        Arbitraries.of(
                Securebits.NONE,
                Securebits.SECBIT_KEEP_CAPS,
                Securebits.SECBIT_NO_SETUID_FIXUP,
                Securebits.SECBIT_NOROOT.or(Securebits.SECBIT_NOROOT_LOCKED))
            .map(bits -> new Call(SystemCall.PRCTL_SET_SECUREBITS, bits)),
        Arbitraries.of(0, 1, 1, 2).map(keep -> new Call(SystemCall.PRCTL_SET_KEEPCAPS, keep)),
        Arbitraries.just(new Call(SystemCall.PRCTL_SET_NO_NEW_PRIVS)),
        Arbitraries.of(0, 1, 1, 1, 2)
            .map(dumpable -> new Call(SystemCall.PRCTL_SET_DUMPABLE, dumpable)));
  }
}
