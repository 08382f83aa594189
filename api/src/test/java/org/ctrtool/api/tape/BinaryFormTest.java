package org.ctrtool.api.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.KernelMethods;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SystemCall;

/** Tapes, requests and reports as bytes: whole, cut and damaged. */
class BinaryFormTest {
  @Provide
  Arbitrary<List<Call>> oneOfEach() {
    List<Arbitrary<Call>> all =
        KernelMethods.of(ChildKernel.class).stream()
            .map((Method m) -> KernelMethods.calls(m))
            .toList();
    return Combinators.combine(all).as(calls -> calls);
  }

  @Provide
  Arbitrary<Tape> tapes() {
    return steps().list().ofMaxSize(5).map(Tape::new).withoutEdgeCases();
  }

  private static Arbitrary<Step> steps() {
    Arbitrary<Call> calls = KernelMethods.calls(ChildKernel.class);
    Arbitrary<String> texts = KernelMethods.texts();
    Arbitrary<Integer> registers = Arbitraries.integers().between(-1, 5);
    Arbitrary<Errno> errors = Arbitraries.of(Errno.EEXIST, new Errno(4000)).injectNull(0.5);
    Arbitrary<Step> make =
        Combinators.combine(calls, registers, errors).as((c, r, e) -> new Step.Make(c, r, e));
    Arbitrary<Step> say = texts.map(Step.Say::new);
    Arbitrary<Step> search =
        Combinators.combine(texts, texts.list().ofMaxSize(3), texts.list().ofMaxSize(3), texts)
            .as((file, argv, env, path) -> new Step.Search(file, argv, new Environment(env), path));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(6, make),
        net.jqwik.api.Tuple.of(1, say),
        net.jqwik.api.Tuple.of(1, search));
  }

  @Property(tries = 200)
  void everyCallOfAChildSurvivesTheBinaryForm(@ForAll("oneOfEach") List<Call> calls) {
    assertThat(calls)
        .extracting(Call::name)
        .containsExactlyInAnyOrder(
            Arrays.stream(SystemCall.values())
                .filter(BinaryFormTest::isOfAChild)
                .toArray(SystemCall[]::new));
    Tape tape = new Tape(calls.stream().map(c -> (Step) new Step.Make(c, -1, null)).toList());

    assertThat(Tape.decode(tape.encode())).isEqualTo(tape);
  }

  /** Those before the first one that only {@code Kernel} has. */
  private static boolean isOfAChild(SystemCall call) {
    return call.ordinal() < SystemCall.READ.ordinal();
  }

  @Property(tries = 1000)
  void everyTapeSurvivesTheBinaryForm(@ForAll("tapes") Tape tape) {
    assertThat(Tape.decode(tape.encode())).isEqualTo(tape);
  }

  @Property(tries = 3000)
  void aDamagedTapeIsATapeOrRefused(
      @ForAll("tapes") Tape tape,
      @ForAll @Size(min = 1, max = 3) List<Integer> places,
      @ForAll int value) {
    byte[] bytes = tape.encode();
    for (int place : places) {
      bytes[Math.floorMod(place, bytes.length)] ^= (byte) (value | 1);
    }

    assertIsATapeOrRefused(bytes);
  }

  @Property(tries = 1000)
  void aTapeThatWasCutIsRefused(@ForAll("tapes") Tape tape, @ForAll int where) {
    byte[] bytes = tape.encode();
    byte[] cut = Arrays.copyOf(bytes, Math.floorMod(where, bytes.length));

    assertThatThrownBy(() -> Tape.decode(cut)).isInstanceOf(TapeException.class);
  }

  /** Numbers that are sizes, made huge or negative. */
  @Property(tries = 1000)
  void aTapeWithWildSizesNeedsNoMemory(
      @ForAll("tapes") Tape tape, @ForAll int where, @ForAll("sizes") int size) {
    byte[] bytes = tape.encode();
    int at = Math.floorMod(where, bytes.length - 3);
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (size >>> 8 * i);
    }

    assertIsATapeOrRefused(bytes);
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x7FFFFFF0, 1 << 24, 0);
  }

  @Property(tries = 1000)
  void anyBytesAreATapeOrRefused(@ForAll byte[] bytes) {
    assertIsATapeOrRefused(bytes);
  }

  /** What was accepted is a tape that can be written and played. */
  private static void assertIsATapeOrRefused(byte[] bytes) {
    Tape tape;
    try {
      tape = Tape.decode(bytes);
    } catch (TapeException refused) {
      return;
    }
    assertThat(Tape.decode(tape.encode())).isEqualTo(tape);
    try {
      new Player(new Notebook(0)).play(tape);
    } catch (TapeException | IllegalStateException refused) {
      // a register that nothing has filled; an exec that returns
    }
  }

  @Example
  void aCallThatAnswersDataCannotBeOnATape() {
    Call read = new Call(SystemCall.READ, Fd.STDIN, 1);
    byte[] bytes = new Tape(List.of(new Step.Make(read, -1, null))).encode();

    assertThatThrownBy(() -> Tape.decode(bytes))
        .isInstanceOf(TapeException.class)
        .hasMessageContaining("READ");
  }

  @Example
  void argumentsOfAListAreThoseOfTheCall() {
    Call groups = new Call(SystemCall.SETGROUPS, List.of(new Gid(5)));
    byte[] bytes = new Tape(List.of(new Step.Make(groups, -1, null))).encode();

    assertThat(Tape.decode(bytes).steps()).hasSize(1);
    assertThatThrownBy(() -> Tape.decode(groupsWithWords(bytes)))
        .isInstanceOf(TapeException.class)
        .hasMessageContaining("SETGROUPS");
  }

  /** The same call with a list of the other kind. */
  private static byte[] groupsWithWords(byte[] head) {
    TapeWriter body = new TapeWriter();
    body.u8(1).u32(-1).u32(0);
    body.u16(SystemCall.SETGROUPS.ordinal()).u8(1).u8(3).texts(List.of("root"));
    TapeWriter tape = new TapeWriter();
    return tape.raw(Arrays.copyOf(head, 6)).u32(1).bytes(body.toBytes()).toBytes();
  }

  @Example
  void aTapeOfAnotherVersionIsRefused() {
    byte[] bytes = new Tape(List.of()).encode();
    bytes[4]++;

    assertThatThrownBy(() -> Tape.decode(bytes)).hasMessage("tape: a tape of another version");
  }

  @Property(tries = 500)
  void aRequestSurvivesTheBinaryForm(
      @ForAll("tapes") Tape tape,
      @ForAll HelperRequest.Mode mode,
      @ForAll long flags,
      @ForAll @IntRange(max = 255) int status,
      @ForAll boolean traced,
      @ForAll @Size(max = 4) java.util.Set<@IntRange(max = 1000) Integer> open) {
    List<Fd> sorted = open.stream().sorted().map(Fd::new).toList();
    HelperRequest request =
        new HelperRequest(
            mode,
            new Ending("ctrtool run", status, traced ? new Fd(9) : null),
            new CloneFlags(flags),
            List.of(new org.ctrtool.api.Pid(1), new org.ctrtool.api.Pid(status)),
            new NamespaceEntry(List.of(new NamespaceEntry.Step(new Fd(7), new SetnsTypes(flags)))),
            Fd.register(2),
            traced,
            new Surroundings(new SignalSet(flags), SignalSet.EMPTY, 1024, sorted, List.of()),
            tape);

    assertThat(HelperRequest.decode(request.encode())).isEqualTo(request);

    byte[] cut =
        Arrays.copyOf(request.encode(), Math.floorMod((int) flags, request.encode().length));
    assertThatThrownBy(() -> HelperRequest.decode(cut)).isInstanceOf(TapeException.class);
  }

  @Property(tries = 2000)
  void aDamagedRequestIsARequestOrRefused(@ForAll int where, @ForAll byte value) {
    byte[] bytes =
        new HelperRequest(
                HelperRequest.Mode.OPEN,
                new Ending("ctrtool", 1),
                CloneFlags.NONE,
                List.of(new org.ctrtool.api.Pid(1)),
                new NamespaceEntry(List.of()),
                Fd.STDIN,
                false,
                new Surroundings(
                    SignalSet.EMPTY, SignalSet.EMPTY, -2, List.of(Fd.STDIN), List.of()),
                new Tape(List.of()))
            .encode();
    bytes[Math.floorMod(where, bytes.length)] = value;

    try {
      assertThat(HelperRequest.decode(bytes)).isNotNull();
    } catch (TapeException refused) {
      assertThat(refused).hasMessageStartingWith("tape: ");
    }
  }

  @Provide
  Arbitrary<HelperReport> reports() {
    Arbitrary<String> texts = KernelMethods.texts();
    return Arbitraries.oneOf(
        Arbitraries.integers().map(n -> new HelperReport.Cloned(new org.ctrtool.api.Pid(n))),
        Arbitraries.integers().map(n -> new HelperReport.NotCloned(new Errno(n))),
        Arbitraries.of(new HelperReport.Opened(), new HelperReport.ReachedExec()),
        Combinators.combine(Arbitraries.integers(), Arbitraries.integers(), texts)
            .as((step, errno, text) -> new HelperReport.Failed(step, new Errno(errno), text)));
  }

  @Property(tries = 500)
  void aReportSurvivesTheBinaryForm(@ForAll("reports") HelperReport report, @ForAll byte more) {
    assertThat(HelperReport.decode(report.encode())).isEqualTo(report);

    byte[] longer = Arrays.copyOf(report.encode(), report.encode().length + 1);
    longer[longer.length - 1] = more;
    assertThatThrownBy(() -> HelperReport.decode(longer)).isInstanceOf(TapeException.class);
  }

  @Example
  void aReportFitsIntoOneMessageHoweverLongTheCallIs() {
    HelperReport report =
        HelperReport.Failed.of(3, new IllegalStateException("\u20ac".repeat(100_000)));

    assertThat(report.encode().length).isLessThan(HelperReport.LIMIT);
  }
}
