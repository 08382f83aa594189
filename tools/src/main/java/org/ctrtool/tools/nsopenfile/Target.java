package org.ctrtool.tools.nsopenfile;

import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.jspecify.annotations.Nullable;

/** What a request opens, as its options say. */
sealed interface Target {
  /** The option that asks for it. */
  String option();

  /** The kind of namespace it is opened in. */
  NamespaceKind namespace();

  /** A socket. */
  final class Socket implements Target {
    SocketDomain domain = SocketDomain.AF_INET6;
    SocketType type = SocketType.SOCK_STREAM;
    int protocol;
    boolean passesCredentials;
    int backlog;
    private @Nullable Local local;

    void bindTo(Local address) {
      UsageError.when(local != null, "only one of -4, -6, -P for a socket");
      local = address;
    }

    /** The interface whose number has to be asked for, or null. */
    @Nullable String interfaceName() {
      return local == null ? null : local.interfaceName();
    }

    void check() {
      UsageError.when(
          local != null && local.scoped() && !domain.equals(SocketDomain.AF_INET6),
          "only an address of domain inet6 has a scope");
    }

    /**
     * Makes the socket, close-on-exec.
     *
     * @param interfaceNumber the number of {@link #interfaceName}
     */
    Fd open(ChildKernel kernel, int interfaceNumber) {
      Fd socket = kernel.socket(domain, type.or(SocketType.SOCK_CLOEXEC), protocol);
      if (passesCredentials) {
        kernel.setsockopt(socket, SocketOption.SO_PASSCRED, 1);
      }
      if (local != null) {
        for (Local.Setting setting : local.settings()) {
          kernel.setsockopt(socket, setting.option(), setting.value());
        }
        SocketAddress address =
            local.interfaceName() == null ? local.address() : local.on(interfaceNumber);
        kernel.bind(socket, address);
      }
      if (backlog != 0) {
        kernel.listen(socket, backlog);
      }
      return socket;
    }

    @Override
    public String option() {
      return "-n";
    }

    @Override
    public NamespaceKind namespace() {
      return NamespaceKind.NETWORK;
    }

    @Override
    public String toString() {
      return "a socket";
    }
  }

  /** A file or directory. */
  final class File implements Target {
    private static final OpenFlags PLACE = OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY);

    private String path = "/";
    private OpenFlags flags = OpenFlags.O_RDONLY;
    private long machinesFlags;
    private ResolveFlags resolve = ResolveFlags.NONE;
    private boolean says;
    private boolean resolves;
    Mode mode = new Mode(0600);

    void path(String word) {
      path = word;
      says = true;
    }

    /** A name means the same flag everywhere, a number what it means on this machine. */
    void flag(String word) {
      if (Values.isNumber(word)) {
        machinesFlags |= Values.number(word, 0, 0x7FFFFFFF);
      } else {
        flags = flags.or(Names.openFlag(word));
      }
      says = true;
    }

    /** Finds out what numbers of flags mean. */
    void settle(Kernel kernel) {
      if (machinesFlags != 0) {
        flags = flags.or(OpenFlags.ofMachine(machinesFlags, kernel.uname().machine()));
      }
    }

    void resolve(long bits) {
      resolve = new ResolveFlags(resolve.bits() | bits);
      resolves = true;
      says = true;
    }

    /**
     * Opens it, close-on-exec.
     *
     * @param directory where a relative path starts
     */
    Fd open(ChildKernel kernel, Fd directory) {
      OpenFlags asked = says ? flags : PLACE;
      Mode given = makes(asked) ? mode : Mode.NONE;
      OpenFlags all = quiet(asked).or(OpenFlags.O_CLOEXEC);
      return resolves
          ? kernel.openat2(directory, path, new OpenHow(all, given, resolve))
          : kernel.openat(directory, path, all, given);
    }

    /** openat2(2) refuses a mode for what makes no file. */
    private static boolean makes(OpenFlags flags) {
      return flags.has(OpenFlags.O_CREAT) || flags.has(OpenFlags.O_TMPFILE);
    }

    /** A terminal does not become the controlling one; openat2(2) refuses that for O_PATH. */
    private static OpenFlags quiet(OpenFlags flags) {
      return flags.has(OpenFlags.O_PATH) ? flags : flags.or(OpenFlags.O_NOCTTY);
    }

    @Override
    public String option() {
      return "-m";
    }

    @Override
    public NamespaceKind namespace() {
      return NamespaceKind.MOUNT;
    }

    @Override
    public String toString() {
      return OsStrings.quoted(path);
    }
  }

  /** The device of virtual network interfaces; see the kernel's tuntap documentation. */
  final class Tun implements Target {
    String device = "/dev/net/tun";

    /** Opens it, close-on-exec; it belongs to the network namespace it is opened in. */
    Fd open(ChildKernel kernel) {
      return kernel.openat(
          Fd.AT_FDCWD,
          device,
          OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC),
          Mode.NONE);
    }

    @Override
    public String option() {
      return "-T";
    }

    @Override
    public NamespaceKind namespace() {
      return NamespaceKind.NETWORK;
    }

    @Override
    public String toString() {
      return OsStrings.quoted(device);
    }
  }

  /** What -N names, itself. */
  final class Plain implements Target {
    @Override
    public String option() {
      return "-f";
    }

    /** None is entered. */
    @Override
    public NamespaceKind namespace() {
      return NamespaceKind.NETWORK;
    }

    @Override
    public String toString() {
      return "a file";
    }
  }
}
