package org.ctrtool.tools.run;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.files.Files;
import org.ctrtool.tools.privileges.PrivilegeFacts;
import org.ctrtool.tools.rootfs.Disposition;
import org.ctrtool.tools.rootfs.TopDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What decisions about a container depend on. Looked up once, before anything is changed, so that
 * the container's first process need not look at anything.
 *
 * @param uid the caller's effective user ID
 * @param gid the caller's effective group ID
 * @param capabilities the caller's effective capabilities
 * @param lastCapability the number of the last capability the kernel knows
 * @param machinesRoot by which ID the machine's user 0 is known here; null if by none
 * @param maySetGroups whether this user namespace, and those below it, may change their groups
 */
record HostFacts(
    long uid,
    long gid,
    CapabilitySet capabilities,
    int lastCapability,
    @Nullable Uid machinesRoot,
    boolean maySetGroups) {
  private static final String SETTINGS = "/proc/sys";

  static HostFacts of(Kernel kernel) {
    Capabilities capabilities = kernel.capget();
    long uid = kernel.getresuid().effective();
    return new HostFacts(
        uid,
        kernel.getresgid().effective(),
        capabilities.effective(),
        PrivilegeFacts.lastCapability(kernel),
        machinesRoot(kernel, new Uid(uid), capabilities.effective()),
        fields(Files.readText(kernel, "/proc/self/setgroups")).equals(List.of("allow")));
  }

  boolean has(Capability capability) {
    return capabilities.has(capability);
  }

  /**
   * The owner of /proc/sys is the machine's user 0, seen from here. The own map does not tell: in
   * one that maps 0 to 0 the parent's 0 may be anybody.
   */
  private static @Nullable Uid machinesRoot(Kernel kernel, Uid caller, CapabilitySet effective) {
    Stat stat = lookUp(kernel, SETTINGS);
    if (stat == null || stat.owner().equals(Uid.ROOT)) {
      return stat == null ? null : Uid.ROOT;
    }
    boolean wouldKnow = effective.has(Capability.CAP_FOWNER) || caller.equals(stat.owner());
    return wouldKnow && !isOwnerOrCapable(kernel) ? null : stat.owner();
  }

  /**
   * Whether /proc/sys belongs to the caller, or to somebody of this user namespace, in which the
   * caller has CAP_FOWNER: only then may it be opened with O_NOATIME. What fstatat(2) answers is
   * the same for a user unknown here and for one who really has the number of unknown ones.
   */
  private static boolean isOwnerOrCapable(Kernel kernel) {
    OpenFlags flags = OpenFlags.O_DIRECTORY.or(OpenFlags.O_NOATIME).or(OpenFlags.O_CLOEXEC);
    Attempt<Fd> attempt = Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, SETTINGS, flags, Mode.NONE));
    if (Errno.EPERM.equals(attempt.errno())) {
      return false;
    }
    kernel.close(attempt.orThrow());
    return true;
  }

  private static List<String> fields(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        field.append(c);
      } else if (field.length() > 0) {
        fields.add(field.toString());
        field.setLength(0);
      }
    }
    if (field.length() > 0) {
      fields.add(field.toString());
    }
    return fields;
  }

  /** What is at {@code path}, or null if nothing is; a final link is followed. */
  static @Nullable Stat lookUp(Kernel kernel, String path) {
    return lookUp(kernel, Fd.AT_FDCWD, path, AtFlags.NONE);
  }

  /** What is at {@code path}, seen from {@code directory}, or null if nothing is. */
  static @Nullable Stat lookUp(Kernel kernel, Fd directory, String path, AtFlags flags) {
    Attempt<Stat> attempt = Attempt.of(() -> kernel.fstatat(directory, path, flags));
    KernelException refusal = attempt.refusal();
    if (refusal == null) {
      return attempt.orThrow();
    }
    if (refusal.errno().equals(Errno.ENOENT) || refusal.errno().equals(Errno.ENOTDIR)) {
      return null;
    }
    throw refusal;
  }

  /** The host's system directories: what takes the place of an image if none is given. */
  static List<SystemEntry> systemEntries(Kernel kernel, List<Disposition> directories) {
    List<SystemEntry> entries = new ArrayList<>();
    for (TopDirectory directory : TopDirectory.values()) {
      if (directories.get(directory.ordinal()) == Disposition.READ_ONLY) {
        SystemEntry entry = systemEntry(kernel, directory.directoryName());
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private static @Nullable SystemEntry systemEntry(Kernel kernel, String name) {
    String path = "/" + name;
    Stat itself = lookUp(kernel, Fd.AT_FDCWD, path, AtFlags.AT_SYMLINK_NOFOLLOW);
    if (itself == null) {
      return null;
    }
    if (itself.mode().isSymbolicLink()) {
      String target = kernel.readlinkat(Fd.AT_FDCWD, path);
      if (isWithinSystem(target)) {
        return new SystemEntry(name, target);
      }
      // A link to elsewhere would dangle inside: what it leads to is bound instead.
    }
    Stat reached = lookUp(kernel, path);
    return reached != null && reached.mode().isDirectory() ? new SystemEntry(name, null) : null;
  }

  /** Whether a relative link's first component is one of the directories that are shown. */
  private static boolean isWithinSystem(String target) {
    int slash = target.indexOf('/');
    String first = slash < 0 ? target : target.substring(0, slash);
    for (TopDirectory directory : TopDirectory.values()) {
      if (directory.directoryName().equals(first)) {
        return directory.ordinal() <= TopDirectory.ETC.ordinal();
      }
    }
    return false;
  }

  /**
   * A system directory of the host.
   *
   * @param name its name below the root
   * @param link where it leads to within the system directories; null if it is a directory
   */
  record SystemEntry(String name, @Nullable String link) {}
}
