package org.ctrtool.sim.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.Securebits;
import org.ctrtool.sim.user.CapabilitySets;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Gids;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.Uids;
import org.ctrtool.sim.user.UserNamespace;
import org.junit.jupiter.api.Test;

/** Some thousands of calls that a real kernel has answered: the simulated one answers the same. */
class RecordedNamesTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);
  private final UserNamespace inner = task.userNamespace(Kuid.ROOT, "0 1000 1");

  @Test
  void namesBehaveAsOnLinux() throws IOException {
    arrange();

    for (RecordedCall call : recording()) {
      become(call.actor());
      String answer = call.on(task);
      if (!answer.equals(RecordedCall.NOT_MODELLED)) {
        assertThat(answer).as("%s", call).isEqualTo(call.answer());
      }
    }
    assertThat(task.descriptors().entries()).isEmpty();
  }

  private static List<RecordedCall> recording() throws IOException {
    try (InputStream in = RecordedNamesTest.class.getResourceAsStream("recorded-names.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(RecordedCall::parse)
          .toList();
    }
  }

  private void become(String actor) {
    if (actor.equals("u")) {
      task.setCredentials(
          new Credentials(
              inner,
              Uids.all(new Kuid(1000)),
              Gids.all(new Kgid(1000)),
              List.of(),
              CapabilitySets.FULL,
              Securebits.NONE,
              false));
    } else {
      task.as(Long.parseLong(actor));
    }
  }

  /**
   * A tmpfs as root, in it
   *
   * <pre>
   * rw      the working directory, 0777; ro (read-only), bnd and idm (0 1000 1000) are bind mounts of it
   * stk     a sticky directory
   * sbro    a read-only tmpfs: a/{a FIFO, b /dev/null, c "x"}, b "hi", c -> a, d (0700)
   * nosym   a tmpfs with nosymfollow: a -> b, b "yo"
   * nodev   a tmpfs with nodev: a /dev/null
   * </pre>
   */
  private void arrange() {
    Dev nullDevice = new Dev(1, 3);
    files.mkdir(0777, "/rw", "/ro", "/bnd", "/sbro", "/nosym", "/nodev", "/stk");
    files.chmod("/stk", 01777);
    task.mount("none", "/sbro", "tmpfs", MountFlags.NONE, "mode=777");
    files.mkdir(0777, "/sbro/a").mkdir(0700, "/sbro/d");
    files.file("/sbro/b", "hi", 0666).link("a", "/sbro/c");
    files.node(010666, Dev.NONE, "/sbro/a/a").node(020666, nullDevice, "/sbro/a/b");
    files.file("/sbro/a/c", "x", 0644);
    MountFlags readOnly = MountFlags.MS_REMOUNT.or(MountFlags.MS_RDONLY);
    task.mount("none", "/sbro", "tmpfs", readOnly, "");
    task.mount("none", "/nosym", "tmpfs", MountFlags.MS_NOSYMFOLLOW, "mode=777");
    files.link("b", "/nosym/a").file("/nosym/b", "yo", 0666);
    task.mount("none", "/nodev", "tmpfs", MountFlags.MS_NODEV, "mode=777");
    files.node(020666, nullDevice, "/nodev/a").node(020666, nullDevice, "/rw/a");
    task.bind("/rw", "/ro", true);
    task.bind("/rw", "/bnd", false);
    files.mkdir(0777, "/idm");
    task.idmappedBind("/rw", "/idm", task.userNamespace(Kuid.ROOT, "0 1000 1000"));
    DirectoryCalls.chdir(task, "/rw");
    task.fs().setUmask(new Mode(022));
  }
}
