package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.privileges.PrivilegeDrop;
import org.ctrtool.tools.privileges.PrivilegeFacts;

/**
 * What depends on the caller's limits and capabilities, decided before there is a child.
 *
 * @param limits the resource limits to set, each resource once
 * @param privileges how the child gives up privileges
 */
record LaunchPlan(List<ChangedLimit> limits, PrivilegeDrop privileges) {

  /** A limit with both sides, before and after. */
  record ChangedLimit(Resource resource, RLimit before, RLimit after) {
    /** Whether it takes a capability that the child may not have. */
    boolean raisesHardLimit() {
      return Long.compareUnsigned(after.hard(), before.hard()) > 0;
    }
  }

  static LaunchPlan of(Kernel kernel, LauncherOptions options) {
    PrivilegeFacts own = PrivilegeFacts.of(kernel);
    PrivilegeFacts childs = options.changesUserNamespace() ? own.inNewUserNamespace() : own;
    return new LaunchPlan(limits(kernel, options), PrivilegeDrop.of(options.privileges(), childs));
  }

  /** Several changes of one limit add up. */
  private static List<ChangedLimit> limits(Kernel kernel, LauncherOptions options) {
    List<ChangedLimit> limits = new ArrayList<>();
    for (Limits.Change change : options.limits) {
      int at = indexOf(limits, change.resource());
      if (at < 0) {
        RLimit before = kernel.getrlimit(Pid.SELF, change.resource());
        limits.add(new ChangedLimit(change.resource(), before, change.applied(before)));
      } else {
        ChangedLimit earlier = limits.get(at);
        RLimit after = change.applied(earlier.after());
        limits.set(at, new ChangedLimit(change.resource(), earlier.before(), after));
      }
    }
    return limits;
  }

  private static int indexOf(List<ChangedLimit> limits, Resource resource) {
    for (int i = 0; i < limits.size(); i++) {
      if (limits.get(i).resource() == resource) {
        return i;
      }
    }
    return -1;
  }
}
