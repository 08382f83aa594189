package org.ctrtool.sim.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.Invariants;
import org.ctrtool.sim.SimAssert;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.mount.MountRule;
import org.junit.jupiter.api.Test;

/** A host that is captured and booted again is the same to those who look at it. */
class FoundHostTest {
  private static final Pattern NUMBERS =
      Pattern.compile("(?<=shared:|master:|propagate_from:)[0-9]+|^[0-9]+ [0-9]+ [0-9]+:[0-9]+");

  /** With mount IDs, devices and peer groups numbered by their first appearance. */
  static List<String> renumbered(String mountinfo) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    return mountinfo
        .lines()
        .map(
            line ->
                NUMBERS
                    .matcher(line)
                    .replaceAll(found -> Matcher.quoteReplacement(numbers(found.group(), numbers))))
        .toList();
  }

  private static String numbers(String found, Map<String, Integer> numbers) {
    StringBuilder text = new StringBuilder();
    String[] words = found.split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      String kind = words.length == 1 ? "group" : i == 2 ? "device" : "mount";
      text.append(kind).append(numbers.computeIfAbsent(kind + words[i], key -> numbers.size()));
      text.append(i == words.length - 1 ? "" : " ");
    }
    return text.toString();
  }

  private static void isTheSameAgain(SimKernel original) {
    HostSnapshot captured = HostCapture.of(original, List.of("/data/file", "/nowhere/at/all"));
    HostSnapshot read = SnapshotJson.read(SnapshotJson.write(captured));

    try (SimKernel again = SimHost.from(read).boot()) {
      assertThat(renumbered(again.mountinfo())).isEqualTo(renumbered(original.mountinfo()));
      Invariants.check(again);
      HostSnapshot recaptured = HostCapture.of(again, List.of("/data/file", "/nowhere/at/all"));
      assertThat(recaptured.users()).isEqualTo(captured.users());
      assertThat(recaptured.process()).isEqualTo(captured.process());
      assertThat(recaptured.kernel()).isEqualTo(captured.kernel());
      assertThat(recaptured.paths()).containsExactlyInAnyOrderElementsOf(captured.paths());
    }
  }

  private static SimHost host() {
    return SimHost.with()
        .kernel("6.18.1")
        .tmpfs("/secret")
        .file("/data/file", "x", 0640, 1000, 5)
        .directory("/data/sub")
        .bind("/data/sub", "/mnt")
        .mount("tmpfs", "/srv", "tmpfs", MountFlags.MS_RDONLY, "size=1m,mode=700,uid=1000");
  }

  @Test
  void aStandardHost() {
    try (SimKernel host = host().boot()) {
      isTheSameAgain(host);
    }
  }

  @Test
  void anOrdinaryUser() {
    try (SimKernel host = host().user("alice", 1001, 1002, 4L, 5L).boot()) {
      SimKernel alice = host.as("alice");
      alice.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(100, 200));
      alice.prctlSetNoNewPrivs();
      alice.chdir("/data");

      isTheSameAgain(alice);
    }
  }

  @Test
  void allWaysOfSharing() {
    try (SimKernel host = host().privateMounts().boot()) {
      host.mount("none", "/secret", null, MountFlags.MS_SHARED, null);
      host.mount("/secret", "/opt", null, MountFlags.MS_BIND, null);
      host.mount("none", "/srv", null, MountFlags.MS_UNBINDABLE, null);
      host.mount("/secret", "/home", null, MountFlags.MS_BIND, null);
      host.mount("none", "/home", null, MountFlags.MS_SLAVE, null);
      host.mount("none", "/home", null, MountFlags.MS_SHARED, null);

      isTheSameAgain(host);
    }
  }

  @Test
  void mountsOnEachOther() {
    try (SimKernel host = host().tmpfs("/secret").tmpfs("/secret/deep").boot()) {
      isTheSameAgain(host);
    }
  }

  @Test
  void aProcessInAUserNamespaceOfItsOwn() {
    try (SimKernel host = host().boot()) {
      CloneFlags flags =
          CloneFlags.CLONE_NEWUSER
              .or(CloneFlags.CLONE_NEWNS)
              .or(CloneFlags.CLONE_NEWNET)
              .or(CloneFlags.CLONE_NEWUTS);
      SimKernel inside = host.fork(flags);
      String process = "/proc/" + inside.task().id().numberIn(host.task().pidNamespace());
      write(host, process + "/uid_map", "0 1000 10\n20 5000 1");
      write(host, process + "/gid_map", "0 1000 10");
      inside.setgroups(List.of(new Gid(3)));
      inside.setresgid(Gid.ROOT, Gid.ROOT, Gid.ROOT);
      inside.setresuid(Uid.ROOT, Uid.ROOT, Uid.ROOT);

      isTheSameAgain(inside);
    }
  }

  private static void write(SimKernel kernel, String path, String text) {
    var file =
        kernel.openat(
            org.ctrtool.api.Fd.AT_FDCWD,
            path,
            org.ctrtool.api.OpenFlags.O_WRONLY,
            org.ctrtool.api.Mode.NONE);
    kernel.writeAll(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    kernel.close(file);
  }

  @Test
  void mountsOfAMorePrivilegedNamespaceAreLocked() {
    try (SimKernel host = host().boot()) {
      SimKernel alice =
          host.as("user").unshared(UnshareFlags.CLONE_NEWUSER.or(UnshareFlags.CLONE_NEWNS));
      HostSnapshot captured = HostCapture.of(alice, List.of());

      try (SimKernel again = SimHost.from(captured).boot()) {
        SimAssert.assertRefused(
            MountRule.MOUNT_IS_LOCKED, () -> again.umount2("/secret", UmountFlags.NONE));
        assertThat(again.machine().notes()).anyMatch(note -> note.contains("locked"));
      }
    }
  }

  @Test
  void whatIsAboveACgroupNamespaceIsNotKnown() {
    try (SimKernel host = host().boot()) {
      host.mkdirat(Fd.AT_FDCWD, "/sys/fs/cgroup/a", new Mode(0755));
      write(host, "/sys/fs/cgroup/a/cgroup.procs", "0");
      host.unshare(UnshareFlags.CLONE_NEWCGROUP);
      HostSnapshot captured = HostCapture.of(host, List.of());

      try (SimKernel again = SimHost.from(captured).boot()) {
        assertThat(host.mountinfo()).contains(" /.. /sys/fs/cgroup ");
        assertThat(again.mountinfo()).contains(" / /sys/fs/cgroup ");
        assertThat(again.machine().notes()).anyMatch(note -> note.contains("groups"));
      }
    }
  }

  @Test
  void aTypeThatIsNotModelledIsADirectory() {
    try (SimKernel host = host().boot()) {
      HostSnapshot captured = HostCapture.of(host, List.of());
      HostSnapshot strange =
          SnapshotJson.read(
              SnapshotJson.write(captured)
                  .replace("\"type\" : \"ext4\"", "\"type\" : \"overlay\""));

      try (SimKernel again = SimHost.from(strange).boot()) {
        assertThat(again.mountinfo()).contains(" - overlay ");
        assertThat(again.machine().notes()).anyMatch(note -> note.contains("overlay"));
      }
    }
  }

  @Test
  void nothingOfTheUsersIsTold() {
    try (SimKernel host = host().hostName("carols-laptop").boot()) {
      host.mount("//bob:hunter2@server/x", "/opt", "tmpfs", MountFlags.NONE, null);

      String text = SnapshotJson.write(HostCapture.of(host, List.of("/data/file")));

      assertThat(text).doesNotContain("hunter2").doesNotContain("carols").contains("redacted");
    }
  }
}
