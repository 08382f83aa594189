package org.ctrtool.sim;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.capture.HostSnapshot;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.IdMapFile;
import org.ctrtool.sim.user.IdMapKind;
import org.ctrtool.sim.user.UserNamespace;

/** A process like the one that described a host. */
final class CapturedLogin {
  /** The name of this login. */
  static final String NAME = "captured";

  private static final HostSnapshot.MapLine IDENTITY = new HostSnapshot.MapLine(0, 0, 0xFFFFFFFFL);

  private final SimKernel kernel;
  private final HostSnapshot snapshot;

  private CapturedLogin(SimKernel kernel, HostSnapshot snapshot) {
    this.kernel = kernel;
    this.snapshot = snapshot;
  }

  /** Turns a login of root into that process. */
  static void become(SimKernel kernel, HostSnapshot snapshot) {
    CapturedLogin login = new CapturedLogin(kernel, snapshot);
    login.setLimits();
    login.enterUserNamespace();
    login.setIdentity();
    kernel.task().setDumpable(true);
  }

  private void setLimits() {
    for (Map.Entry<String, HostSnapshot.Limit> each : snapshot.limits().entrySet()) {
      RLimit limit = new RLimit(each.getValue().soft(), each.getValue().hard());
      // A limit that this kernel does not take is not worth failing for.
      Attempt.errno(() -> kernel.setrlimit(Pid.SELF, Resource.valueOf(each.getKey()), limit));
    }
  }

  /**
   * If its user namespace was not the initial one, it saw its mounts from a less privileged one.
   */
  private void enterUserNamespace() {
    boolean initial =
        snapshot.uidMap().equals(List.of(IDENTITY)) && snapshot.gidMap().equals(List.of(IDENTITY));
    if (initial) {
      return;
    }
    kernel.unshare(UnshareFlags.CLONE_NEWUSER.or(UnshareFlags.CLONE_NEWNS));
    UserNamespace entered = kernel.task().userNamespace();
    if (snapshot.setgroups().equals("deny")) {
      entered.denySetgroups();
    }
    map(entered, IdMapKind.UID, snapshot.uidMap());
    map(entered, IdMapKind.GID, snapshot.gidMap());
  }

  private void map(UserNamespace entered, IdMapKind kind, List<HostSnapshot.MapLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (HostSnapshot.MapLine each : lines) {
      text.append(each.inside()).append(' ');
      text.append(each.outside()).append(' ').append(each.count()).append('\n');
    }
    Credentials root = Credentials.root(kernel.machine().userNamespace());
    IdMapFile.write(
        entered, kind, root, root, 0, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private void setIdentity() {
    HostSnapshot.Identity identity = snapshot.credentials();
    CapabilitySet bounding = set(identity.bounding());
    for (int i = 0; i <= Capability.LAST; i++) {
      if (!bounding.hasNumber(i)) {
        kernel.prctlCapbsetDrop(i);
      }
    }
    kernel.prctlSetKeepcaps(1);
    // Ids without a mapping are shown as 65534; whoever has them keeps those of root.
    Attempt.errno(() -> kernel.setgroups(identity.groups().stream().map(Gid::new).toList()));
    List<Long> gids = identity.gids();
    Attempt.errno(
        () -> kernel.setresgid(new Gid(gids.get(0)), new Gid(gids.get(1)), new Gid(gids.get(2))));
    List<Long> uids = identity.uids();
    Attempt.errno(
        () -> kernel.setresuid(new Uid(uids.get(0)), new Uid(uids.get(1)), new Uid(uids.get(2))));
    kernel.prctlSetKeepcaps(0);
    CapabilitySet known = kernel.capget().permitted();
    kernel.capset(
        new Capabilities(
            set(identity.effective()).and(known),
            set(identity.permitted()).and(known),
            set(identity.inheritable()).and(bounding)));
    if (identity.noNewPrivs()) {
      kernel.prctlSetNoNewPrivs();
    }
  }

  private static CapabilitySet set(String digits) {
    return new CapabilitySet(Long.parseUnsignedLong(digits, 16));
  }
}
