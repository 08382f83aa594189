package org.ctrtool.tools.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NODEV;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOSUID;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_RDONLY;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.mockito.InOrder;
import org.mockito.invocation.InvocationOnMock;

/** The order of a container's start, where the order is what makes it safe. */
class ContainerOrderTest {
  private static final String[] MAPS = {
    "--uid-map", "0.100000.65536", "--gid-map", "0.100000.65536"
  };

  @Example
  void sourcesAreOpenedWhileTheProcessIsStillTheCaller() {
    MockedHost host = MockedHost.ofRoot();

    host.run(with(MAPS, "--image", "/img", "--bind", "/src:/dst", "--", "p"));

    InOrder calls = inOrder(host.inside);
    calls.verify(host.inside).awaitByte(MockedHost.RELEASE_READ);
    calls.verify(host.inside).openTree(eq(Fd.AT_FDCWD), eq("/img"), any());
    calls.verify(host.inside).openTree(eq(Fd.AT_FDCWD), eq("/src"), any());
    calls.verify(host.inside).openTree(eq(Fd.AT_FDCWD), eq("/dev/full"), any());
    calls.verify(host.inside).setgroups(List.of());
    calls.verify(host.inside).setresgid(Gid.ROOT, Gid.ROOT, Gid.ROOT);
    calls.verify(host.inside).setresuid(Uid.ROOT, Uid.ROOT, Uid.ROOT);
  }

  @Example
  void theStarterIsLookedForAfterItsDeathWouldBeASignal() {
    MockedHost host = MockedHost.ofRoot();

    host.run(with(MAPS, "--", "p"));

    InOrder calls = inOrder(host.inside);
    calls.verify(host.inside).close(MockedHost.LIFELINE_WRITE);
    // A change of the user ID would clear the signal.
    calls.verify(host.inside).setresuid(any(), any(), any());
    calls.verify(host.inside).prctlSetPdeathsig(Signal.SIGKILL);
    calls.verify(host.inside).awaitByte(MockedHost.LIFELINE_READ);
    calls.verify(host.inside).pivotRoot(any(), any());
  }

  @Example
  void theImageIsReadOnlyBeforeItIsAttached() {
    MockedHost host = MockedHost.ofRoot();

    host.run("--image", "/img", "--", "p");

    InOrder calls = inOrder(host.inside);
    Fd image = host.opened("/img");
    calls
        .verify(host.inside)
        .mountSetattr(
            image,
            "",
            AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_RECURSIVE),
            new MountAttr(
                MOUNT_ATTR_RDONLY.or(MOUNT_ATTR_NOSUID).or(MOUNT_ATTR_NODEV),
                MountAttrFlags.NONE,
                MountFlags.MS_PRIVATE,
                Fd.STDIN));
    calls.verify(host.inside).moveMount(eq(image), eq(""), any(), eq("_fsroot_ro"), any());
  }

  @Example
  void aBindHasItsAttributesBeforeItIsAttached() {
    MockedHost host = MockedHost.ofUser();

    host.run("--bind", "/a:/x:ro", "--bind", "/b:/y", "--", "p");

    InOrder calls = inOrder(host.inside);
    Fd a = host.opened("/a");
    Fd b = host.opened("/b");
    calls.verify(host.inside).mountSetattr(eq(a), any(), any(), eq(attributes(true)));
    calls.verify(host.inside).mountSetattr(eq(b), any(), any(), eq(attributes(false)));
    calls.verify(host.inside).moveMount(eq(a), any(), any(), any(), any());
    calls.verify(host.inside).moveMount(eq(b), any(), any(), any(), any());
  }

  private static MountAttr attributes(boolean readOnly) {
    MountAttrFlags flags = MOUNT_ATTR_NOSUID.or(MOUNT_ATTR_NODEV);
    return new MountAttr(
        readOnly ? flags.or(MOUNT_ATTR_RDONLY) : flags,
        MountAttrFlags.NONE,
        MountFlags.MS_PRIVATE,
        Fd.STDIN);
  }

  @Example
  void bindsComeBeforeDevicesAndProcUnlessTheyAreBelowThem() {
    MockedHost host = MockedHost.ofRoot();

    host.run("--bind", "/a:/x", "--bind", "/b:/dev/b", "--bind", "/c:/proc/c", "--", "p");

    InOrder calls = inOrder(host.inside);
    calls.verify(host.inside).moveMount(eq(host.opened("/a")), any(), any(), any(), any());
    calls.verify(host.inside).moveMount(any(), any(), any(), eq("dev/full"), any());
    calls.verify(host.inside).moveMount(any(), any(), any(), eq("proc"), any());
    calls.verify(host.inside).moveMount(any(), any(), any(), eq("sys"), any());
    calls.verify(host.inside).moveMount(eq(host.opened("/b")), any(), any(), any(), any());
    calls.verify(host.inside).moveMount(eq(host.opened("/c")), any(), any(), any(), any());
    calls.verify(host.inside).pivotRoot(any(), any());
  }

  @Example
  void mountsLeaveTheHostsPropagationBeforeAnythingIsMounted() {
    MockedHost host = MockedHost.ofRoot();

    host.run("--", "p");

    InOrder calls = inOrder(host.inside);
    calls
        .verify(host.inside)
        .mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), null);
    calls.verify(host.inside).openTree(any(), eq("/usr"), any());
    calls.verify(host.inside).moveMount(any(), any(), eq(Fd.AT_FDCWD), eq("/"), any());
  }

  @Example
  void ownIdsAreMappedAfterSetgroupsWasGivenUp() {
    MockedHost host = MockedHost.ofUser();

    host.run("--", "p");

    InOrder calls = inOrder(host.inside);
    calls.verify(host.inside).openat(any(), eq("/proc/self/setgroups"), any(), any());
    calls.verify(host.inside).writeAll(any(), eq("deny".getBytes()));
    calls.verify(host.inside).openat(any(), eq("/proc/self/uid_map"), any(), any());
    calls.verify(host.inside).writeAll(any(), eq("0 1234 1".getBytes()));
    calls.verify(host.inside).openat(any(), eq("/proc/self/gid_map"), any(), any());
    calls.verify(host.inside).writeAll(any(), eq("0 1234 1".getBytes()));
    verify(host.inside, never()).setgroups(any());
  }

  @Example
  void theParentWritesBothMapsBeforeItReleasesTheChild() {
    MockedHost host = MockedHost.ofRoot();

    host.run(with(MAPS, "--", "p"));

    InOrder calls = inOrder(host.kernel);
    calls.verify(host.kernel).clone(any(), any());
    calls.verify(host.kernel).close(MockedHost.LIFELINE_READ);
    calls.verify(host.kernel).openat(any(), eq("uid_map"), any(), any());
    calls.verify(host.kernel).writeAll(any(), eq("0 100000 65536".getBytes()));
    calls.verify(host.kernel).openat(any(), eq("gid_map"), any(), any());
    calls.verify(host.kernel).writeAll(any(), eq("0 100000 65536".getBytes()));
    calls.verify(host.kernel).writeAll(MockedHost.RELEASE_WRITE, new byte[1]);
    calls.verify(host.kernel).waitid(any(), any());
    verify(host.kernel, never()).close(MockedHost.LIFELINE_WRITE);
  }

  @Example
  void nothingIsWrittenForAnotherProcessOfThatNumber() {
    MockedHost host = MockedHost.ofRoot().withForeignProc();

    assertThat(host.run(with(MAPS, "--", "p"))).isEqualTo(125);

    verify(host.kernel, never()).openat(any(), eq("uid_map"), any(), any());
    verify(host.kernel, never()).writeAll(eq(MockedHost.RELEASE_WRITE), any());
    verify(host.kernel).tolerating(eq(Errno.ESRCH), any()); // the kill
    verify(host.kernel).waitid(any(), any());
  }

  /** Every way to start a container that changes the sequence. */
  @Provide
  Arbitrary<List<String>> options() {
    return Arbitraries.subsetOf(
            List.of("--rootless"),
            List.of(MAPS),
            List.of("--image", "/img"),
            List.of("--image", "/squash.img"),
            List.of("--bind", "/a:/x/y", "--bind", "/b.file:/etc/b:ro"),
            List.of("--bind", "/c:/dev/shm/c", "--tmpfs", "/proc/t"),
            List.of("--tmpfs", "/t:size=1M"),
            List.of("--tty"),
            List.of("--init"),
            List.of("--net", "host"),
            List.of("--workdir", "/tmp"),
            List.of("--rlimit", "nofile=64"),
            List.of("--keep-fd", "5"),
            List.of("--cap-add", "all"),
            List.of("--cap-drop", "all"))
        .map(
            sets -> {
              List<String> words = new ArrayList<>();
              sets.forEach(words::addAll);
              words.addAll(List.of("--", "program", "argument"));
              return words;
            });
  }

  @Provide
  Arbitrary<MockedHost> hosts() {
    return Arbitraries.of(0, 1, 2, 3, 4)
        .map(
            which ->
                switch (which) {
                  case 0 -> MockedHost.ofRoot();
                  case 1 -> MockedHost.ofUser();
                  case 2 -> MockedHost.ofRoot().inAUserNamespaceOfAnother();
                  case 3 -> MockedHost.ofRoot().inAUserNamespaceOfAnother().withoutSetgroups();
                  default -> MockedHost.of(0, RunOptions.DEFAULT_CAPABILITIES);
                })
        .dontShrink();
  }

  private static final Set<String> BY_NAME =
      Set.of(
          "openat",
          "openat2",
          "openTree",
          "fstatat",
          "readlinkat",
          "mount",
          "mkdirat",
          "mknodat",
          "symlinkat",
          "unlinkat",
          "renameat2",
          "moveMount",
          "fsopen",
          "chdir",
          "chroot",
          "fchmodat",
          "fchownat",
          "mountSetattr");

  @Property(tries = 60)
  void afterTheChangeOfTheRootNothingIsLookedUp(
      @ForAll("options") List<String> options, @ForAll("hosts") MockedHost host) {
    assertThat(host.run(options.toArray(String[]::new))).isEqualTo(7);

    List<String> names = host.names();
    int pivot = names.indexOf("pivotRoot");
    assertThat(names.subList(pivot - 1, pivot + 2))
        .containsExactly("fchdir", "pivotRoot", "umount2");
    assertThat(names.subList(pivot, names.size())).doesNotContainAnyElementsOf(BY_NAME);
    verify(host.inside).pivotRoot(".", ".");
    verify(host.inside).umount2(".", UmountFlags.MNT_DETACH);
  }

  @Property(tries = 60)
  void nothingIsOpenedByAHostsNameAfterTheIdsChange(
      @ForAll("options") List<String> options, @ForAll("hosts") MockedHost host) {
    host.run(options.toArray(String[]::new));

    boolean changed = false;
    for (InvocationOnMock call : host.sequence()) {
      String name = call.getMethod().getName();
      changed |= name.equals("setresuid") || name.equals("prctlSetPdeathsig");
      if (changed && BY_NAME.contains(name) && call.getRawArguments()[0].equals(Fd.AT_FDCWD)) {
        // The null device, for covers; everything else is below a descriptor.
        assertThat(call.getRawArguments()[1]).as("%s", call).isEqualTo("/dev/null");
      }
    }
  }

  @Property(tries = 60)
  void privilegesAreDroppedBetweenTheNewRootAndTheExecWhichIsLast(
      @ForAll("options") List<String> options, @ForAll("hosts") MockedHost host) {
    host.run(options.toArray(String[]::new));

    List<String> names = host.names();
    int pivot = names.indexOf("umount2");
    int ambient = names.indexOf("prctlCapAmbientClearAll");
    int capset = names.indexOf("capset");
    int noNewPrivileges = names.indexOf("prctlSetNoNewPrivs");
    int closeRange = names.indexOf("closeRange");
    assertThat(List.of(pivot, ambient, capset, noNewPrivileges, closeRange)).isSorted();
    if (names.contains("prctlCapbsetDrop")) {
      // Dropping needs CAP_SETPCAP, which capset may take away.
      assertThat(names.indexOf("prctlCapbsetDrop")).isGreaterThan(pivot);
      assertThat(names.lastIndexOf("prctlCapbsetDrop")).isLessThan(capset);
    }
    assertThat(names.get(names.size() - 1)).isIn("execvpe", "execveat");
    assertThat(names.subList(closeRange + 1, names.size() - 1)).isSubsetOf("fcntlSetfd");
    verify(host.inside).closeRange(3, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
  }

  @Property(tries = 60)
  void whatIsNotKeptLeavesEverySet(
      @ForAll("options") List<String> options, @ForAll("hosts") MockedHost host) {
    host.run(options.toArray(String[]::new));

    Capabilities kept =
        host.sequence().stream()
            .filter(call -> call.getMethod().getName().equals("capset"))
            .map(call -> call.<Capabilities>getArgument(0))
            .findFirst()
            .orElseThrow();
    assertThat(kept.effective()).isEqualTo(kept.permitted());
    assertThat(kept.inheritable()).isEqualTo(CapabilitySet.NONE);
    for (int n = 0; n <= 40; n++) {
      verify(host.inside, kept.permitted().hasNumber(n) ? never() : times(1)).prctlCapbsetDrop(n);
    }
    if (!options.contains("--cap-add")) {
      assertThat(RunOptions.DEFAULT_CAPABILITIES.hasAll(kept.permitted())).isTrue();
    }
  }

  @Property(tries = 60)
  void everyTreeOfTheHostHasItsAttributesBeforeItIsAttached(
      @ForAll("options") List<String> options, @ForAll("hosts") MockedHost host) {
    host.run(options.toArray(String[]::new));

    Set<Object> bare = new HashSet<>();
    for (InvocationOnMock call : host.sequence()) {
      switch (call.getMethod().getName()) {
        case "openTree" -> {
          if (!call.getArgument(1).equals("")) {
            bare.add(host.result(call));
          }
        }
        case "mountSetattr" -> bare.remove(call.getArgument(0));
        case "moveMount" -> assertThat(bare).as("%s", call).doesNotContain(call.<Fd>getArgument(0));
        default -> {}
      }
    }
    assertThat(bare).isEmpty();
  }

  @Example
  void aDescriptorThatIsKeptIsKeptAfterAllOthersWereClosed() {
    MockedHost host = MockedHost.ofUser();

    host.run("--keep-fd", "5", "--", "p");

    InOrder calls = inOrder(host.inside);
    calls.verify(host.inside).closeRange(3, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    calls.verify(host.inside).fcntlSetfd(new Fd(5), FdFlags.NONE);
    calls.verify(host.inside).execvpe(eq("p"), any(), any(), any());
  }

  @Example
  void theProgramHasASessionOfItsOwnWithAndWithoutATerminal() {
    for (String[] options : List.of(new String[] {"--", "p"}, new String[] {"--tty", "--", "p"})) {
      MockedHost host = MockedHost.ofUser();

      host.run(options);

      verify(host.inside).setsid();
    }
  }

  @Example
  void aTerminalIsTakenBeforeTheRootChanges() {
    MockedHost host = MockedHost.ofUser();

    host.run("--tty", "--", "p");

    InOrder calls = inOrder(host.inside);
    calls.verify(host.inside).setsid();
    calls.verify(host.inside).ioctlTiocsctty(any(), anyInt());
    calls.verify(host.inside).dup3(any(), eq(Fd.STDERR), any());
    calls.verify(host.inside).pivotRoot(any(), any());
  }

  @Example
  void coversAreForContainersWhoseUserIsTheMachinesUserZero() {
    assertCovers(true, MockedHost.ofRoot());
    assertCovers(true, MockedHost.ofRoot(), "--rootless");
    assertCovers(true, MockedHost.ofRoot(), "--uid-map", "0.0.1", "--gid-map", "0.5.1");
    assertCovers(true, MockedHost.ofRoot(), "--uid-map", "0.1000.1:1.0.1", "--gid-map", "0.5.1");
    assertCovers(true, MockedHost.ofRoot(), "--gid-map", "0.100000.10");
    assertCovers(true, MockedHost.of(0, RunOptions.DEFAULT_CAPABILITIES));
    assertCovers(true, MockedHost.of(0, CapabilitySet.NONE));
    assertCovers(true, MockedHost.ofRoot().withoutSetgroups());
  }

  @Example
  void whateverNumberTheMachinesUserZeroHasHere() {
    assertCovers(true, MockedHost.ofRoot().whereMachinesRootIs(65534));
    assertCovers(true, MockedHost.ofRoot().whereMachinesRootIs(5), "--uid-map", "0.0.6");
    assertCovers(true, MockedHost.of(65534, CapabilitySet.NONE).whereMachinesRootIs(65534));
    assertCovers(true, MockedHost.of(5, CapabilitySet.NONE).whereMachinesRootIs(5));
    assertCovers(false, MockedHost.of(5, CapabilitySet.NONE).whereMachinesRootIs(65534));
    assertCovers(false, MockedHost.ofRoot().whereMachinesRootIs(5), "--uid-map", "0.0.5");
    assertCovers(false, MockedHost.of(65534, CapabilitySet.NONE).inAUserNamespaceOfAnother());
    assertCovers(false, MockedHost.ofRoot().inAUserNamespaceOfAnother(), "--uid-map", "0.0.65536");
  }

  @Example
  void otherContainersAreNotCoveredSoThatTheyCanHoldFurtherOnes() {
    assertCovers(false, MockedHost.ofUser());
    assertCovers(false, MockedHost.ofRoot(), "--uid-map", "0.100000.65536");
    assertCovers(false, MockedHost.ofRoot().inAUserNamespaceOfAnother());
    assertCovers(false, MockedHost.ofRoot().inAUserNamespaceOfAnother(), "--rootless");
    assertCovers(false, MockedHost.of(0, CapabilitySet.NONE).inAUserNamespaceOfAnother());
  }

  private static void assertCovers(boolean covered, MockedHost host, String... options) {
    host.run(with(options, "--", "p"));

    for (String name :
        List.of("sys", "sysrq-trigger", "irq", "bus", "fs", "kcore", "keys", "acpi")) {
      InOrder calls = inOrder(host.inside);
      calls.verify(host.inside).moveMount(any(), any(), any(), eq("proc"), any());
      calls
          .verify(host.inside, covered ? times(1) : never())
          .moveMount(any(), eq(""), any(), eq(name), any());
    }
    if (covered) {
      InOrder calls = inOrder(host.inside);
      Fd sys = host.opened("sys");
      calls.verify(host.inside).mountSetattr(eq(sys), any(), any(), eq(frozen()));
      calls.verify(host.inside).moveMount(eq(sys), any(), any(), eq("sys"), any());
    }
  }

  private static MountAttr frozen() {
    return new MountAttr(
        MOUNT_ATTR_RDONLY
            .or(MOUNT_ATTR_NOSUID)
            .or(MOUNT_ATTR_NODEV)
            .or(MountAttrFlags.MOUNT_ATTR_NOEXEC),
        MountAttrFlags.NONE,
        MountFlags.MS_PRIVATE,
        Fd.STDIN);
  }

  @Example
  void namespacesAreThoseThatWereAskedFor() {
    CloneFlags always =
        CloneFlags.CLONE_NEWNS
            .or(CloneFlags.CLONE_NEWPID)
            .or(CloneFlags.CLONE_NEWIPC)
            .or(CloneFlags.CLONE_NEWUTS);
    CloneFlags own = always.or(CloneFlags.CLONE_NEWNET);

    assertThat(namespaces(MockedHost.ofRoot())).isEqualTo(own);
    assertThat(namespaces(MockedHost.ofRoot(), "--net", "host")).isEqualTo(always);
    assertThat(namespaces(MockedHost.ofRoot(), "--net", "/run/netns/a")).isEqualTo(always);
    assertThat(namespaces(MockedHost.ofUser())).isEqualTo(own.or(CloneFlags.CLONE_NEWUSER));
    assertThat(namespaces(MockedHost.ofRoot(), "--rootless"))
        .isEqualTo(own.or(CloneFlags.CLONE_NEWUSER));
    // User 0 of a container has no CAP_SYS_ADMIN.
    assertThat(namespaces(MockedHost.of(0, RunOptions.DEFAULT_CAPABILITIES)))
        .isEqualTo(own.or(CloneFlags.CLONE_NEWUSER));
  }

  private static CloneFlags namespaces(MockedHost host, String... options) {
    host.run(with(options, "--", "p"));
    return host.cloned().flags();
  }

  private static String[] with(String[] first, String... rest) {
    List<String> words = new ArrayList<>(List.of(first));
    words.addAll(List.of(rest));
    return words.toArray(String[]::new);
  }
}
