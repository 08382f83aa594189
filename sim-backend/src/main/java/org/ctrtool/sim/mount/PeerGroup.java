package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Mounts that see each other's mounts and unmounts: a ring in which each member has a next one. Its
 * number is the {@code shared:N} of mountinfo.
 */
public final class PeerGroup {
  private final MountTable table;
  private final int id;
  private final List<Mount> members = new ArrayList<>();

  PeerGroup(MountTable table, int id, Mount first) {
    this.table = table;
    this.id = id;
    members.add(first);
  }

  /** The number, at least 1; it is free again when the last member has left. */
  public int id() {
    return id;
  }

  /** The members in ring order, from an arbitrary first one. */
  public List<Mount> members() {
    return Collections.unmodifiableList(members);
  }

  /** The member after {@code member}, which is {@code member} itself if it is alone. */
  Mount next(Mount member) {
    int index = members.indexOf(member) + 1;
    return members.get(index == members.size() ? 0 : index);
  }

  void insertAfter(Mount member, Mount joining) {
    members.add(members.indexOf(member) + 1, joining);
  }

  void remove(Mount member) {
    members.remove(member);
    if (members.isEmpty()) {
      table.releaseGroupId(id);
    }
  }

  @Override
  public String toString() {
    return "shared:" + id;
  }
}
