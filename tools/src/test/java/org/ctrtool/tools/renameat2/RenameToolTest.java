package org.ctrtool.tools.renameat2;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.api.OpenFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.tools.OnSim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenameToolTest {
  private final OnSim sim =
      new OnSim(SimHost.with().file("/srv/a", "1").file("/srv/b", "2").directory("/srv/d"));

  @AfterEach
  void switchOff() {
    sim.close();
  }

  @Test
  void aFileIsReplacedUnlessThatIsForbidden() {
    assertThat(sim.run("renameat2", "-n", "/srv/a", "/srv/b")).isEqualTo(1);
    assertThat(sim.errors())
        .contains("ctrtool renameat2: renameat2(AT_FDCWD, \"/srv/a\", ")
        .contains("EEXIST");
    assertThat(sim.content("/srv/b")).isEqualTo("\"2\"");

    assertThat(sim.run("simple-renameat2", "/srv/a", "/srv/b")).isZero();
    assertThat(sim.content("/srv/b")).isEqualTo("\"1\"");
    assertThat(sim.exists("/srv/a")).isFalse();
  }

  @Test
  void namesAreExchanged() {
    assertThat(sim.run("renameat2", "/srv/a", "--exch", "/srv/b")).isZero();

    assertThat(sim.content("/srv/a")).isEqualTo("\"2\"");
    assertThat(sim.content("/srv/b")).isEqualTo("\"1\"");
  }

  @Test
  void directoriesAreDescriptors() {
    sim.open(OnSim.FIVE, "/srv", OpenFlags.O_DIRECTORY).with("D=5");

    assertThat(sim.run("renameat2", "-s", "5", "-d", ":D", "a", "d/c")).isZero();

    assertThat(sim.content("/srv/d/c")).isEqualTo("\"1\"");
  }

  @Test
  void flagsThatDoNotGoTogetherAreExplained() {
    assertThat(sim.run("renameat2", "-xn", "/srv/a", "/srv/b")).isEqualTo(1);

    assertThat(sim.errors())
        .startsWith("ctrtool renameat2: flags that do not go together, or that this file system");
  }

  @Test
  void aWrongCommandLineChangesNothing() {
    assertThat(sim.run("renameat2", "/srv/a")).isEqualTo(2);
    assertThat(sim.run("renameat2", "/srv/a", "/srv/c", "/srv/e")).isEqualTo(2);
    assertThat(sim.run("renameat2", "-s", "77", "/srv/a", "/srv/c")).isEqualTo(2);
    assertThat(sim.run("renameat2", "-d", "/NOPE", "/srv/a", "/srv/c")).isEqualTo(2);

    assertThat(sim.exists("/srv/a")).isTrue();
    assertThat(sim.exists("/srv/c")).isFalse();
  }
}
