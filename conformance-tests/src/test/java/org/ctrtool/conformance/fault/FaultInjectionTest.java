package org.ctrtool.conformance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ctrtool.api.Call;
import org.ctrtool.api.Errno;
import org.ctrtool.api.SystemCall;
import org.ctrtool.conformance.example.Example;
import org.ctrtool.conformance.example.ExampleFile;
import org.ctrtool.conformance.example.Model;
import org.ctrtool.sim.task.Deadlock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every example, with each system call of ctrtool failing in turn with each errno of its man page:
 * the failure is borne, or told in one line with a documented status; no mount, task or namespace
 * is left. A call that an example makes again and again at the same place in a tool fails there
 * with each errno the first time, then with one of them in turn.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultInjectionTest {
  /** Statuses of tools that failed, whatever they were doing. */
  private static final Set<Integer> FAILED = Set.of(1, 125);

  /**
   * {@code -Dctrtool.faults=all}: each call with each errno, which takes the better part of an
   * hour.
   */
  private static final boolean ALL_FAULTS = "all".equals(System.getProperty("ctrtool.faults"));

  /** How often a place fails in one example. */
  private static final int ROUNDS = 12;

  private static final Set<Integer> OF_EXEC = Set.of(126, 127);

  /** They run until a signal, and what they say of themselves is not all that there is to say. */
  private static final Set<String> INITS = Set.of("init", "init2");

  private static final Set<String> RELAYS = Set.of("tty_proxy", "launcher", "run");

  /** What is left of a sequence of mounts that ends early is the user's. */
  private static final Set<String> KEEPS_WHAT_IS_DONE = Set.of("mount_seq");

  private final ErrnoTable errnos = new ErrnoTable();

  private final AtomicInteger injected = new AtomicInteger();
  private final AtomicInteger borne = new AtomicInteger();

  FaultInjectionTest() throws IOException {}

  @AfterAll
  void tell() {
    System.out.println("Faults injected: " + injected + ", of which borne: " + borne);
  }

  @Test
  void theTableHasEveryCall() {
    assertThat(SystemCall.values()).allSatisfy(call -> assertThat(errnos.of(call)).isNotNull());
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  List<DynamicNode> everyCallFails() throws IOException {
    return ExampleFile.tests(Model::isFor, this::inject);
  }

  private void inject(Example example) {
    Faults none = Faults.none();
    Model.Ran usual = Model.run(example, none::run);
    Map<String, List<String>> wrong = new LinkedHashMap<>();
    Map<String, Integer> visits = new HashMap<>();
    for (int i = 0; i < none.calls().size(); i++) {
      Faults.Made made = none.calls().get(i);
      for (Errno errno : chosen(none, i, visits)) {
        Faults faults = new Faults(i, errno);
        injected.incrementAndGet();
        String complaint = complaint(example, usual, none, faults, made, errno);
        if (!complaint.isEmpty()) {
          wrong
              .computeIfAbsent(made.call() + ": " + complaint, key -> new ArrayList<>())
              .add(errno.name());
        }
      }
    }
    assertThat(wrong).as(example.title()).isEmpty();
  }

  /**
   * With which errnos a call is to fail. Where a tool comes for the first time: with each; where it
   * has been before: with one of them, in turn, since there it is the state of the machine that may
   * make a difference, and not the errno. Of a loop over much data the first rounds are enough.
   *
   * @param visits how often each place was come to
   */
  private List<Errno> chosen(Faults none, int index, Map<String, Integer> visits) {
    List<Errno> all = errnos.of(none.calls().get(index).call().name());
    int before = visits.merge(place(none, index), 1, Integer::sum) - 1;
    if (before == 0 || all.isEmpty() || ALL_FAULTS) {
      return all;
    }
    return before < ROUNDS ? List.of(all.get(before % all.size())) : List.of();
  }

  /** A place in a tool's program: which call it makes, and which one it has made before. */
  private static String place(Faults none, int index) {
    Faults.Made made = none.calls().get(index);
    Faults.Made before = none.calls().get(Math.max(0, index - 1));
    boolean follows = index > 0 && before.process() == made.process();
    String tool = tool(none.processes().get(made.process()));
    return tool + " " + (follows ? before.call().name() : "") + " " + made.call().name();
  }

  /** What is wrong with how a fault was taken; empty if nothing is. */
  private String complaint(
      Example example, Model.Ran usual, Faults none, Faults faults, Faults.Made made, Errno errno) {
    Model.Ran ran;
    try {
      ran = Model.run(example, faults::run);
    } catch (Deadlock deadlock) {
      boolean told =
          isUnkilledChild(made.call(), errno)
              || isToldTheEnd(faults.processes().get(made.process()), made.call(), errno);
      return told ? "" : "it never ends: " + deadlock.getMessage();
    }
    if (!ran.failures().isEmpty()) {
      return "not of Linux: " + ran.failures();
    }
    if (!ran.mounts().equals(usual.mounts())) {
      return "mounts are left: " + ran.mounts();
    }
    if (ran.mountNamespaces() > usual.mountNamespaces()) {
      return "a mount namespace is left";
    }
    if (ran.tasks().size() > usual.tasks().size()) {
      return "tasks are left: " + ran.tasks();
    }
    Faults.Process hit = faults.processes().get(made.process());
    Faults.Process expected = none.processes().get(made.process());
    if (hit.status == expected.status && hit.said.toString().contentEquals(expected.said)) {
      borne.incrementAndGet();
      return "";
    }
    // What a child says is said by the kernel's own code, and seen in the output only.
    boolean silenced = example.script().contains("2>");
    String said = hit.said + (silenced ? "" : ran.output());
    boolean unheard =
        silenced && (hit.said.isEmpty() || INITS.contains(tool(hit))) || isSaidToTerminal(hit);
    if (ran.waitedInVain()) {
      boolean may =
          waitsForSignals(hit, said, unheard, errno) || isUnkilledChild(made.call(), errno);
      return may ? "" : "it waits for ever, says " + said;
    }
    return complaint(hit, expected, said, unheard, made.call(), errno);
  }

  /**
   * An init goes on when something it was to start does not: it says so, and waits for signals. In
   * the examples what it starts sends these.
   */
  private static boolean waitsForSignals(
      Faults.Process hit, String said, boolean unheard, Errno errno) {
    return INITS.contains(tool(hit)) && (unheard || said.contains(errno.name()));
  }

  private static String complaint(
      Faults.Process hit,
      Faults.Process expected,
      String said,
      boolean silenced,
      Call call,
      Errno errno) {
    if (hit.status == expected.status) {
      return hit.said.toString().lines().allMatch(FaultInjectionTest::isOwnLine)
          ? ""
          : "says " + said;
    }
    if (isReaderGone(hit, call, errno)
        || isToldTheEnd(hit, call, errno)
        || isOfScript(hit, said, errno)) {
      return "";
    }
    // What is looked up is taken for an answer: a program may then not be there.
    boolean failedToExecute = OF_EXEC.contains(hit.status) && (silenced || said.contains(": exec"));
    if (!failedToExecute && !statuses(hit, call).contains(hit.status)) {
      return "status " + hit.status + ", says " + said;
    }
    boolean named =
        silenced || failedToExecute || isAnswer(call, errno) || said.contains(errno.name());
    if (!Faults.isSpeech(call) && !named) {
      return "the message does not name it: " + said;
    }
    // A close that fails comes after what it is about.
    boolean keeps = KEEPS_WHAT_IS_DONE.contains(tool(hit)) || call.name() == SystemCall.CLOSE;
    if (!keeps && !hit.mountsAfter.equals(hit.mountsBefore)) {
      return "half done: " + hit.mountsAfter;
    }
    return "";
  }

  /** What a tool asks for to know, and goes on with: what it says then is about another call. */
  private static boolean isAnswer(Call call, Errno errno) {
    return switch (call.name()) {
      case MKDIRAT, MKNODAT, SYMLINKAT -> errno.equals(Errno.EEXIST);
      case FCNTL_GETFD -> errno.equals(Errno.EBADF);
      // Kernels before 6.3 do not know MFD_EXEC, and are asked without.
      case MEMFD_CREATE -> errno.equals(Errno.EINVAL);
      // Without /proc it is not known which user namespace is the own one: setns(2) then tells.
      case NEWFSTATAT -> errno.equals(Errno.ENOENT) && call.text(1).equals("/proc/self/ns/user");
      default -> false;
    };
  }

  /** The child of tty_proxy speaks to its new terminal, whose output scripts filter and compare. */
  private static boolean isSaidToTerminal(Faults.Process hit) {
    return tool(hit).equals("tty_proxy") && hit.said.isEmpty();
  }

  /**
   * A relay is told that nobody has the terminal open any more, or that its program has ended, and
   * believes it: then it is a signal that ends the relay itself, if the example sends one.
   */
  private static boolean isToldTheEnd(Faults.Process hit, Call call, Errno errno) {
    boolean told =
        call.name() == SystemCall.READ && errno.equals(Errno.EIO)
            || call.name() == SystemCall.KILL && errno.equals(Errno.ESRCH);
    return told && RELAYS.contains(tool(hit));
  }

  /** Whoever reads what a relay writes is gone: that ends the program, whose status it is then. */
  private static boolean isReaderGone(Faults.Process hit, Call call, Errno errno) {
    return RELAYS.contains(tool(hit))
        && call.name() == SystemCall.WRITE
        && errno.equals(Errno.EPIPE)
        && hit.said.toString().lines().noneMatch(line -> line.startsWith("ctrtool"));
  }

  /** The launcher became its script, whose status it is; of the fault its child has told. */
  private static boolean isOfScript(Faults.Process hit, String said, Errno errno) {
    return tool(hit).equals("launcher") && hit.argv.contains("-F") && said.contains(errno.name());
  }

  /** A child that was not waited for is there to be killed: whoever is told otherwise cannot. */
  private static boolean isUnkilledChild(Call call, Errno errno) {
    return call.name() == SystemCall.KILL && errno.equals(Errno.ESRCH);
  }

  /** A message, or where it sends the user for help. */
  private static boolean isOwnLine(String line) {
    return line.startsWith("ctrtool") || line.startsWith("Try 'ctrtool help ");
  }

  /** The tool by its first name, or what the user typed for it. */
  private static String tool(Faults.Process process) {
    return process.argv.size() > 1 ? process.argv.get(1) : "";
  }

  private static Set<Integer> statuses(Faults.Process hit, Call call) {
    if (tool(hit).equals("mount_seq")) {
      return Set.of(2, 3);
    }
    // An init that has stopped everything and cannot restart the machine has nothing left to do.
    if (call.name() == SystemCall.REBOOT) {
      return Set.of(0);
    }
    return isAnswer(call, Errno.EBADF) ? Set.of(2) : FAILED;
  }
}
