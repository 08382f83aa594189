package org.ctrtool.tools.privileges;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Gid;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.jspecify.annotations.Nullable;

/**
 * The calls by which a task gives up privileges, with every decision taken. To be made in the order
 * {@link #forbidNew}, {@link #change}, {@link #hide}, {@link #relinquish}; between the last ones
 * the task may do what still needs capabilities.
 */
public final class PrivilegeDrop {
  private final boolean noNewPrivileges;
  private final @Nullable Capabilities capabilities;
  private final @Nullable List<Gid> groups;
  private final @Nullable Gid group;
  private final @Nullable Uid user;
  private final boolean keepsCapabilities;
  private final @Nullable CapabilitySet ambient;
  private final CapabilitySet dropped;
  private final @Nullable Securebits securebits;
  private final @Nullable Capabilities last;

  private PrivilegeDrop(
      PrivilegeRequest request,
      @Nullable Capabilities capabilities,
      boolean keepsCapabilities,
      @Nullable CapabilitySet ambient,
      CapabilitySet dropped,
      @Nullable Capabilities last) {
    this.noNewPrivileges = request.noNewPrivileges();
    this.groups = request.groups();
    this.group = request.group();
    this.user = request.user();
    this.securebits = request.securebits();
    this.capabilities = capabilities;
    this.keepsCapabilities = keepsCapabilities;
    this.ambient = ambient;
    this.dropped = dropped;
    this.last = last;
  }

  /**
   * Decides.
   *
   * @param facts about the task that will make the calls
   * @throws KernelException EINVAL, EPERM if a capability is to stay in the bounding set that the
   *     kernel does not know, or that is not there
   */
  public static PrivilegeDrop of(PrivilegeRequest request, PrivilegeFacts facts) {
    CapabilitySet inheritable = request.inheritable().of(facts);
    boolean wanted = request.wantsToKeep();
    return new PrivilegeDrop(
        request,
        new Capabilities(facts.permitted(), facts.permitted(), inheritable),
        wanted || request.needsToKeep(),
        ambient(request, inheritable),
        dropped(request.bounding(), facts),
        last(request, facts.permitted(), inheritable));
  }

  /**
   * Leaves a task that stays who it is {@code kept} and nothing else, and its program no way to
   * more.
   *
   * @param lastCapability the number of the last capability the kernel knows
   */
  public static PrivilegeDrop to(CapabilitySet kept, int lastCapability) {
    PrivilegeFacts facts = new PrivilegeFacts(kept, kept, kept, lastCapability);
    PrivilegeRequest request =
        new PrivilegeRequest(
            null,
            null,
            null,
            new PrivilegeRequest.Inheritable.Exactly(CapabilitySet.NONE),
            new PrivilegeRequest.Ambient.Exactly(CapabilitySet.NONE),
            new PrivilegeRequest.Bounding(kept, false),
            false,
            null,
            true,
            false,
            false);
    return new PrivilegeDrop(
        request,
        null,
        false,
        CapabilitySet.NONE,
        facts.known().minus(kept),
        new Capabilities(kept, kept, CapabilitySet.NONE));
  }

  private static @Nullable CapabilitySet ambient(
      PrivilegeRequest request, CapabilitySet inheritable) {
    return switch (request.ambient()) {
      case PrivilegeRequest.Ambient.Unchanged unchanged -> null;
      case PrivilegeRequest.Ambient.Exactly exactly -> exactly.set();
      case PrivilegeRequest.Ambient.LikeInheritable like -> inheritable;
    };
  }

  private static CapabilitySet dropped(
      PrivilegeRequest.@Nullable Bounding wanted, PrivilegeFacts facts) {
    if (wanted == null) {
      return CapabilitySet.NONE;
    }
    if (wanted.required()) {
      requireAll(wanted.set(), facts);
    }
    return facts.known().minus(wanted.set());
  }

  private static void requireAll(CapabilitySet wanted, PrivilegeFacts facts) {
    refuse(wanted.minus(facts.known()), Errno.EINVAL, "which the kernel does not know");
    refuse(wanted.minus(facts.bounding()), Errno.EPERM, "which the bounding set lacks");
  }

  private static void refuse(CapabilitySet missing, Errno errno, String why) {
    if (missing.bits() != 0) {
      String set = "0x" + Long.toHexString(missing.bits());
      throw new KernelException(errno, "keeping capabilities " + set + ", " + why);
    }
  }

  /**
   * What is left in the end; null if nothing changes then. Capabilities that were kept only because
   * steps on the way needed them all go.
   */
  private static @Nullable Capabilities last(
      PrivilegeRequest request, CapabilitySet permitted, CapabilitySet inheritable) {
    boolean borrowed = request.leavesUserZero() && !request.wantsToKeep();
    if (borrowed && (request.clear() || request.needsToKeep())) {
      return new Capabilities(CapabilitySet.NONE, CapabilitySet.NONE, inheritable);
    }
    CapabilitySet both = permitted.and(inheritable);
    return request.clear() ? new Capabilities(both, both, inheritable) : null;
  }

  /** From here on no exec gains privileges, if that was asked for. */
  public void forbidNew(ChildKernel kernel) {
    if (noNewPrivileges) {
      kernel.doing("setting no_new_privs");
      kernel.prctlSetNoNewPrivs();
    }
  }

  /** Changes capabilities and identity. */
  public void change(ChildKernel kernel) {
    kernel.doing("changing user, groups and capabilities");
    setCapabilities(kernel);
    if (groups != null) {
      kernel.setgroups(groups);
    }
    if (keepsCapabilities) {
      kernel.prctlSetKeepcaps(1);
    }
    if (group != null) {
      kernel.setresgid(group, group, group);
    }
    if (user != null) {
      kernel.setresuid(user, user, user);
    }
    if (keepsCapabilities) {
      setCapabilities(kernel);
    }
    setAmbient(kernel);
    for (int n : numbers(dropped)) {
      kernel.prctlCapbsetDrop(n);
    }
    if (securebits != null) {
      kernel.prctlSetSecurebits(securebits);
    }
  }

  private void setCapabilities(ChildKernel kernel) {
    if (capabilities != null) {
      kernel.capset(capabilities);
    }
  }

  private void setAmbient(ChildKernel kernel) {
    if (ambient != null) {
      kernel.prctlCapAmbientClearAll();
      for (int n : numbers(ambient)) {
        kernel.prctlCapAmbientRaise(n);
      }
    }
  }

  /** Nobody may trace the task, or reach its files through /proc, until the program is executed. */
  public void hide(ChildKernel kernel) {
    kernel.doing("hiding from tracers");
    kernel.prctlSetDumpable(0);
  }

  /** Gives up the capabilities that the program is not to have. */
  public void relinquish(ChildKernel kernel) {
    if (last != null) {
      kernel.doing("dropping capabilities");
      kernel.capset(last);
    }
  }

  private static List<Integer> numbers(CapabilitySet set) {
    List<Integer> numbers = new ArrayList<>();
    for (int n = 0; n < 64; n++) {
      if (set.hasNumber(n)) {
        numbers.add(n);
      }
    }
    return numbers;
  }
}
