package org.ctrtool.tools.privileges;

import java.util.List;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.jspecify.annotations.Nullable;

/**
 * Who a program is to be, and what it may have. What is null stays as it is.
 *
 * @param user all three user IDs
 * @param group all three group IDs
 * @param groups the supplementary groups
 * @param inheritable the inheritable capabilities
 * @param ambient the ambient capabilities
 * @param bounding what is left of the bounding set
 * @param keepCapabilities whether a change to a user other than 0 keeps the permitted capabilities
 * @param securebits the securebits flags
 * @param noNewPrivileges whether no exec may gain privileges
 * @param clear whether permitted and effective capabilities are reduced, at last, to those that are
 *     inheritable too
 * @param neededLater whether capabilities are needed after the user has been changed
 */
public record PrivilegeRequest(
    @Nullable Uid user,
    @Nullable Gid group,
    @Nullable List<Gid> groups,
    Inheritable inheritable,
    Ambient ambient,
    @Nullable Bounding bounding,
    boolean keepCapabilities,
    @Nullable Securebits securebits,
    boolean noNewPrivileges,
    boolean clear,
    boolean neededLater) {

  /**
   * What is left of the bounding set.
   *
   * @param set the set
   * @param required whether all of them must be there: not if they were only said to be what is
   *     left of all
   */
  public record Bounding(CapabilitySet set, boolean required) {}

  /** What becomes of the inheritable capabilities. */
  public sealed interface Inheritable {
    /** They stay as they are. */
    record Unchanged() implements Inheritable {}

    /** These and no others. */
    record Exactly(CapabilitySet set) implements Inheritable {}

    /** The permitted ones are added. */
    record AllPermitted() implements Inheritable {}

    /** The set, where the inheritable and permitted ones are those of {@code facts}. */
    default CapabilitySet of(PrivilegeFacts facts) {
      return switch (this) {
        case Unchanged unchanged -> facts.inheritable();
        case Exactly exactly -> exactly.set();
        case AllPermitted all -> facts.inheritable().or(facts.permitted());
      };
    }
  }

  /** What becomes of the ambient capabilities. */
  public sealed interface Ambient {
    /** They stay as they are. */
    record Unchanged() implements Ambient {}

    /** These and no others. */
    record Exactly(CapabilitySet set) implements Ambient {}

    /** The inheritable ones. */
    record LikeInheritable() implements Ambient {}
  }

  /** Whether the program will be another user than 0, as far as it can be told. */
  boolean leavesUserZero() {
    return user != null && !user.equals(Uid.ROOT) && !user.equals(Uid.KEEP);
  }

  /** Whether it was said that capabilities are to survive the change of user. */
  boolean wantsToKeep() {
    return keepCapabilities || !(inheritable instanceof Inheritable.Unchanged);
  }

  /** Whether steps after the change of user need capabilities. */
  boolean needsToKeep() {
    return leavesUserZero() && (bounding != null || securebits != null || neededLater);
  }
}
