package org.ctrtool.conformance.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import org.ctrtool.api.Call;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.conformance.harness.AgentSubject;
import org.ctrtool.conformance.harness.Host;
import org.ctrtool.conformance.harness.Observation;
import org.ctrtool.conformance.harness.Subject;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Perform;
import org.ctrtool.nativebackend.agent.Script.Step;

/** The comparison itself is tested: a kernel that is wrong in one place is caught. */
class WrongKernelIsFoundTest {
  /** Says that detaching a mount fails if the task has another one. */
  private record Wrong(Subject right) implements Subject {
    @Override
    public List<Observation> run(Script script) {
      List<Observation> seen = new ArrayList<>(right.run(script));
      for (int i = 1; i < seen.size(); i++) {
        if (script.steps().get(i) instanceof Perform perform && isDetach(perform.call())) {
          String before = seen.get(i - 1).view(0, Script.WATCH_MOUNTS);
          if (before != null && before.lines().count() >= 3 && seen.get(i).outcome().equals("0")) {
            seen.set(i, new Observation("EBUSY", null, seen.get(i).views()));
          }
        }
      }
      return seen;
    }

    private static boolean isDetach(Call call) {
      return call.name() == SystemCall.UMOUNT2 && UmountFlags.MNT_DETACH.equals(call.argument(1));
    }

    @Override
    public void close() {
      right.close();
    }
  }

  @Example
  void andTheSequenceThatShowsItBecomesShort() {
    Host.assumeAgent();
    AssertionError found = null;

    try (Subject right = AgentSubject.start();
        Subject wrong = new Wrong(AgentSubject.start())) {
      Agreement agreement = new Agreement(right, wrong, Script.WATCH_MOUNTS);
      for (List<Step> steps : drawn(200)) {
        try {
          agreement.check("injected", steps);
        } catch (AssertionError disagreement) {
          found = disagreement;
          break;
        }
      }
    }

    assertThat(found).hasMessageContaining("the kernels do not agree");
    assertThat(found.getMessage().lines().filter(line -> line.contains("umount2"))).hasSize(1);
    assertThat(found.getMessage().lines().filter(line -> line.contains("(\"/")))
        .as("two directories, two mounts and the step that shows it")
        .hasSizeLessThanOrEqualTo(5);
  }

  private static List<List<Step>> drawn(int count) {
    var random = new Random(42);
    var generator = MountOperations.sequences().generator(count, false);
    List<List<Step>> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sequences.add(generator.next(random).value());
    }
    return sequences;
  }
}
