package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;

/** How mounts are propagated to and from the child's tree. */
enum Propagation {
  /** In both directions. */
  SHARED(MountFlags.MS_SHARED),
  /** From the caller's mounts to the child's. */
  SLAVE(MountFlags.MS_SLAVE),
  /** Not at all. */
  PRIVATE(MountFlags.MS_PRIVATE),
  /** As it was. */
  UNCHANGED(MountFlags.NONE);

  private final MountFlags flag;

  Propagation(MountFlags flag) {
    this.flag = flag;
  }

  /** By its name or a beginning of it that no other has. */
  static Propagation of(String word) {
    List<String> names = new ArrayList<>();
    List<Propagation> fitting = new ArrayList<>();
    for (Propagation each : values()) {
      String name = Values.lowerCase(each.name());
      names.add(name);
      if (!word.isEmpty() && name.startsWith(word)) {
        fitting.add(each);
      }
    }
    UsageError.when(
        fitting.size() != 1,
        OsStrings.quoted(word)
            + (fitting.isEmpty() ? " is no propagation" : " is ambiguous")
            + " (known: "
            + String.join(", ", names)
            + ")");
    return fitting.get(0);
  }

  /** What mount(2) is told; {@link MountFlags#NONE} if nothing is to change. */
  MountFlags flag() {
    return flag;
  }

  /** Whether mounts of the child stay with the child. */
  boolean keepsMountsInside() {
    return this == SLAVE || this == PRIVATE;
  }
}
