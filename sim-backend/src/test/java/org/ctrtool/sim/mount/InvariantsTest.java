package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.mount.MountHost.Session;

/** Random calls in three mount namespaces, the last of which is less privileged. */
class InvariantsTest {
  /** Trees bound into themselves double with every step. */
  private static final int MOST_MOUNTS = 400;

  enum Kind {
    TMPFS,
    BIND,
    RBIND,
    MOVE,
    SHARED,
    SHARED_TREE,
    SLAVE,
    PRIVATE,
    UNBINDABLE,
    UMOUNT,
    DETACH,
    PIVOT,
    CLONE_AND_MOVE,
    BENEATH
  }

  record Step(int session, Kind kind, String from, String to) {
    void on(Session session) {
      switch (kind) {
        case TMPFS -> session.tmpfs(to);
        case BIND -> session.bind(from, to);
        case RBIND -> session.rbind(from, to);
        case MOVE -> session.move(from, to);
        case SHARED -> session.shared(to);
        case SHARED_TREE -> session.flags(to, MountFlags.MS_SHARED.or(MountFlags.MS_REC));
        case SLAVE -> session.slave(to);
        case PRIVATE -> session.makePrivate(to);
        case UNBINDABLE -> session.unbindable(to);
        case UMOUNT -> session.umount(to);
        case DETACH -> session.umount(to, UmountFlags.MNT_DETACH);
        case PIVOT -> session.pivotRoot(from, to);
        case CLONE_AND_MOVE -> cloneAndMove(session);
        case BENEATH -> session.moveMount(session.at(from), to, MoveMountFlags.MOVE_MOUNT_BENEATH);
      }
    }

    private void cloneAndMove(Session session) {
      Location tree = session.openTree(from, true);
      try {
        session.moveMount(tree, to, MoveMountFlags.NONE);
      } finally {
        session.close(tree);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> paths = Arbitraries.of("/a", "/b", "/c", "/a/x", "/b/x", "/", "/..");
    return Combinators.combine(
            Arbitraries.integers().between(0, 2), Arbitraries.of(Kind.class), paths, paths)
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 200)
  void holdAfterEveryCallAndARefusedCallLeavesNoTrace(@ForAll("steps") List<Step> steps) {
    MountHost machine = new MountHost();
    machine.table.setMountMax(MOST_MOUNTS);
    Session host = machine.session();
    host.flags("/", MountFlags.MS_SHARED);
    List<Session> sessions = List.of(host, host.unshare(), host.unshareWithUser());

    for (Step step : steps) {
      Session session = sessions.get(step.session());
      String before = state(machine, sessions);
      try {
        step.on(session);
      } catch (Refusal refused) {
        assertThat(state(machine, sessions))
            .as("%s: %s", step, refused.getMessage())
            .isEqualTo(before);
      }
      Invariants.checkMounts(machine.table);
    }
  }

  @Property(tries = 50)
  void holdWhenNamespacesDie(@ForAll("steps") List<Step> steps) {
    MountHost machine = new MountHost();
    machine.table.setMountMax(MOST_MOUNTS);
    Session host = machine.session();
    host.flags("/", MountFlags.MS_SHARED);
    List<Session> sessions = new ArrayList<>(List.of(host, host.unshare(), host.unshareWithUser()));
    for (Step step : steps) {
      try {
        step.on(sessions.get(step.session()));
      } catch (Refusal refused) {
        // What is left is what counts here.
      }
    }

    sessions.get(1).exit();
    Invariants.checkMounts(machine.table);
    sessions.get(2).exit();
    Invariants.checkMounts(machine.table);
    host.exit();

    assertThat(machine.table.namespaces()).isEmpty();
    assertThat(machine.table.groupCount()).isZero();
  }

  private static String state(MountHost machine, List<Session> sessions) {
    StringBuilder state = new StringBuilder();
    for (Session session : sessions) {
      state.append(session.mountinfo()).append('\n');
      for (Mount mount : session.mountNamespace().mounts()) {
        state.append(mount).append(mount.children()).append(mount.slaves());
      }
    }
    return state.append(machine.table.groupCount()).toString();
  }
}
