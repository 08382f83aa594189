package org.ctrtool.tools.privileges;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Kernel;

/**
 * The capabilities of the task that will give them up.
 *
 * @param permitted its permitted capabilities
 * @param inheritable its inheritable capabilities
 * @param bounding its bounding set
 * @param lastCapability the number of the last capability the kernel knows
 */
public record PrivilegeFacts(
    CapabilitySet permitted,
    CapabilitySet inheritable,
    CapabilitySet bounding,
    int lastCapability) {

  /** Those of the caller, and of whatever it forks. */
  public static PrivilegeFacts of(Kernel kernel) {
    int last = lastCapability(kernel);
    Capabilities own = kernel.capget();
    long bounding = 0;
    for (int n = 0; n <= last; n++) {
      if (kernel.prctlCapbsetRead(n)) {
        bounding |= 1L << (n & 63);
      }
    }
    return new PrivilegeFacts(
        own.permitted(), own.inheritable(), new CapabilitySet(bounding), last);
  }

  /** Those of a task that has just been made in a user namespace of its own. */
  public PrivilegeFacts inNewUserNamespace() {
    CapabilitySet all = known();
    return new PrivilegeFacts(all, CapabilitySet.NONE, all, lastCapability);
  }

  /** Every capability the kernel knows. */
  public CapabilitySet known() {
    return new CapabilitySet(-1L >>> (63 - lastCapability & 63));
  }

  /**
   * The number of the last capability: the last there is as this is written, or else by halves, as
   * the kernel knows every number up to it.
   */
  public static int lastCapability(Kernel kernel) {
    int newest = Capability.CAP_CHECKPOINT_RESTORE.number();
    if (isKnown(kernel, newest) && !isKnown(kernel, newest + 1)) {
      return newest;
    }
    int known = 0;
    int unknown = 64;
    while (unknown - known > 1) {
      int middle = (known + unknown) / 2;
      if (isKnown(kernel, middle)) {
        known = middle;
      } else {
        unknown = middle;
      }
    }
    return known;
  }

  private static boolean isKnown(Kernel kernel, int capability) {
    return Attempt.errno(() -> kernel.prctlCapbsetRead(capability)) == null;
  }
}
