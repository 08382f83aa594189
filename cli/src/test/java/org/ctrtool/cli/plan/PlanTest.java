package org.ctrtool.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.sim.SimHost;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.mountseq.MountSeq;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static Plan plan(String user, String line) {
    Invocation invocation = Invocation.of(new Environment(List.of("PATH=/bin")), line.split(" "));
    return Plan.of(new MountSeq(), invocation, SimHost.with(), user);
  }

  @Test
  void eachCallHasItsAnswer() {
    Plan plan = plan("root", "mount_seq -D /mnt/x -D /mnt/x -e");

    assertThat(plan.steps()).extracting(Step::call).contains("mkdirat(3, \"x\", 0700)");
    Step refused = plan.steps().stream().filter(Step::isRefused).findFirst().orElseThrow();
    assertThat(refused.refusal()).isEqualTo(Errno.EEXIST);
    assertThat(refused.reason()).isNotNull();
    assertThat(refused.doing()).isEqualTo("-D \"/mnt/x\"");
    assertThat(plan.status()).isEqualTo(2);
    assertThat(plan.failures()).isEmpty();
  }

  @Test
  void whatIsSaidIsNoStep() {
    Plan plan = plan("root", "mount_seq -u /nonexistent");

    assertThat(plan.steps()).noneMatch(step -> step.call().startsWith("write("));
    assertThat(plan.messages()).startsWith("ctrtool mount_seq: -u \"/nonexistent\", stopped with");
  }

  @Test
  void whatIsLeftBehindIsShown() {
    Plan plan = plan("root", "mount_seq -m /mnt -s /usr -Obo -r");

    assertThat(plan.newMounts()).singleElement().asString().contains(" /usr /mnt ro,");
    assertThat(plan.goneMounts()).isEmpty();
  }

  @Test
  void childrenAndProgramsAreFollowed() {
    Plan plan = plan("root", "mount_seq -S x -X true");

    assertThat(plan.steps()).anyMatch(step -> step.task().equals("child 1"));
    assertThat(plan.executed())
        .extracting(execution -> execution.argv().get(0))
        .containsExactly("sh", "true");
    assertThat(plan.status()).isZero();
  }

  @Test
  void anOrdinaryUserIsRefusedWithARule() {
    Plan plan = plan("user", "mount_seq -m /mnt -s /usr -Ob");

    Step refused = plan.steps().stream().filter(Step::isRefused).findFirst().orElseThrow();
    assertThat(refused.refusal()).isEqualTo(Errno.EPERM);
    assertThat(PlanText.of(plan)).contains("refused: EPERM: ");
    assertThat(plan.status()).isEqualTo(3);
  }

  @Test
  void thePlanOfAWrongCommandLineIsEmpty() {
    Plan plan = plan("root", "mount_seq -Z");

    assertThat(plan.steps()).isEmpty();
    assertThat(plan.status()).isEqualTo(1);
  }

  @Test
  void jsonEscapesWhatItMust() {
    assertThat(PlanJson.text("a\"\\\n\u0001\uDCFF\u007fé"))
        .isEqualTo("\"a\\\"\\\\\\n\\u0001\\udcff\\u007fé\"");
  }

  @Test
  void jsonHasTheWholePlan() {
    assertThat(PlanJson.of(plan("user", "mount_seq -m /mnt -s /usr -Ob")))
        .contains("\"refused\": {\"errno\": \"EPERM\", \"rule\": \"")
        .endsWith("\"status\": 3\n}\n");
  }
}
