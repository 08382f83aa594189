package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.task.Task;

/** What {@code setpriv --dump} says of a process. */
final class PrivilegeDump {
  private PrivilegeDump() {}

  static String of(Kernel kernel) {
    // prctl(2) would tell three of them; no tool asks for these.
    Task task = ((SimKernel) kernel).task();
    Ids users = kernel.getresuid();
    Ids groups = kernel.getresgid();
    String inheritable = names(kernel.capget().inheritable());
    Signal deathSignal = task.deathSignal();
    List<String> lines = new ArrayList<>();
    lines.add("uid: " + users.real());
    lines.add("euid: " + users.effective());
    lines.add("gid: " + groups.real());
    lines.add("egid: " + groups.effective());
    lines.add(
        "Supplementary groups: "
            + orNone(
                kernel.getgroups().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(","))));
    lines.add("no_new_privs: " + (kernel.prctlGetNoNewPrivs() ? 1 : 0));
    lines.add("Inheritable capabilities: " + inheritable);
    lines.add("Ambient capabilities: " + names(task.credentials().capabilities().ambient()));
    lines.add("Capability bounding set: " + names(task.credentials().capabilities().bounding()));
    lines.add("Securebits: " + securebits(task.credentials().securebits()));
    lines.add(
        "Parent death signal: "
            + orNone(deathSignal == null ? "" : deathSignal.toString().replaceFirst("SIG", "")));
    return String.join("\n", lines) + "\n";
  }

  private static String names(CapabilitySet set) {
    List<String> names = new ArrayList<>();
    for (Capability each : Capability.values()) {
      if (set.has(each)) {
        names.add(each.name().substring("CAP_".length()).toLowerCase(Locale.ROOT));
      }
    }
    return orNone(String.join(",", names));
  }

  private static String securebits(Securebits bits) {
    List<String> names = new ArrayList<>();
    add(names, bits, Securebits.SECBIT_NOROOT, "noroot");
    add(names, bits, Securebits.SECBIT_NOROOT_LOCKED, "noroot_locked");
    add(names, bits, Securebits.SECBIT_NO_SETUID_FIXUP, "no_setuid_fixup");
    add(names, bits, Securebits.SECBIT_NO_SETUID_FIXUP_LOCKED, "no_setuid_fixup_locked");
    add(names, bits, Securebits.SECBIT_KEEP_CAPS_LOCKED, "keep_caps_locked");
    if (bits.has(Securebits.SECBIT_NO_CAP_AMBIENT_RAISE)
        || bits.has(Securebits.SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED)) {
      throw new Syntax.Unsupported("setpriv --dump with " + bits);
    }
    return orNone(String.join(",", names));
  }

  private static void add(List<String> names, Securebits bits, Securebits bit, String name) {
    if (bits.has(bit)) {
      names.add(name);
    }
  }

  private static String orNone(String list) {
    return list.isEmpty() ? "[none]" : list;
  }
}
