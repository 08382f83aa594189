package org.ctrtool.tools.run;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.CapabilityNames;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** The options of {@code run} as they are read; {@link #request} is what they amount to. */
public final class RunOptions {
  /**
   * What a program in a container may have unless more or less is asked for: what ordinary programs
   * of user 0 need, and nothing that reaches beyond the container. SETFCAP lets user 0 inside map
   * itself into further user namespaces; MKNOD is left out, since nothing but ownership would guard
   * the machine's disks.
   */
  public static final CapabilitySet DEFAULT_CAPABILITIES =
      CapabilitySet.of(
          Capability.CAP_CHOWN,
          Capability.CAP_DAC_OVERRIDE,
          Capability.CAP_FOWNER,
          Capability.CAP_FSETID,
          Capability.CAP_KILL,
          Capability.CAP_SETGID,
          Capability.CAP_SETUID,
          Capability.CAP_SETPCAP,
          Capability.CAP_NET_BIND_SERVICE,
          Capability.CAP_NET_RAW,
          Capability.CAP_SYS_CHROOT,
          Capability.CAP_AUDIT_WRITE,
          Capability.CAP_SETFCAP);

  private static final String DEFAULT_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  @Nullable String image;
  final List<RunRequest.ExtraMount> mounts = new ArrayList<>();
  String hostname = "ctrtool";
  boolean rootless;
  @Nullable IdMap uidMap;
  @Nullable IdMap gidMap;
  RunRequest.Network network = new RunRequest.Network.Own();
  boolean terminal;
  final List<String> environment = new ArrayList<>();
  String workingDirectory = "/";
  boolean init;
  CapabilitySet capabilities = DEFAULT_CAPABILITIES;
  final List<Limits.Change> limits = new ArrayList<>();
  final List<Integer> keptDescriptors = new ArrayList<>();
  List<String> command = List.of();

  RunOptions() {}

  void image(String path) {
    image = notEmpty(path);
  }

  /** SRC:DST[:ro|:rw]. */
  void bind(String word) {
    List<String> parts = Values.fields(word, ':');
    boolean hasMode = parts.size() == 3;
    UsageError.when(
        parts.size() != 2 && !hasMode, OsStrings.quoted(word) + " is not SOURCE:TARGET[:ro]");
    String mode = hasMode ? parts.get(2) : "rw";
    UsageError.when(
        !mode.equals("ro") && !mode.equals("rw"),
        OsStrings.quoted(mode) + " is neither \"ro\" nor \"rw\"");
    mounts.add(
        new RunRequest.ExtraMount.Bind(
            notEmpty(parts.get(0)), inside(parts.get(1)), mode.equals("ro")));
  }

  /** DST[:OPTIONS]. */
  void tmpfs(String word) {
    int colon = word.indexOf(':');
    String target = colon < 0 ? word : word.substring(0, colon);
    String options = colon < 0 ? "mode=0755" : word.substring(colon + 1);
    mounts.add(new RunRequest.ExtraMount.Tmpfs(inside(target), options));
  }

  void hostname(String name) {
    int length = OsStrings.encode(name).length;
    UsageError.when(length == 0 || length > 64, "a host name has 1 to 64 bytes");
    hostname = name;
  }

  void network(String word) {
    network =
        switch (word) {
          case "new" -> new RunRequest.Network.Own();
          case "host" -> new RunRequest.Network.Host();
          default -> new RunRequest.Network.Namespace(notEmpty(word));
        };
  }

  void environment(String word) {
    UsageError.when(
        word.isEmpty() || word.charAt(0) == '=', OsStrings.quoted(word) + " names no variable");
    environment.add(word);
  }

  void workingDirectory(String path) {
    workingDirectory = path.equals("/") ? path : inside(path);
  }

  void addCapability(String word) {
    capabilities = capabilities.or(CapabilityNames.set(word));
  }

  void dropCapability(String word) {
    capabilities = capabilities.minus(CapabilityNames.set(word));
  }

  void keep(String word) {
    keptDescriptors.add(Values.integer(word, 3, Integer.MAX_VALUE));
  }

  private static String notEmpty(String word) {
    UsageError.when(word.isEmpty(), "an empty path");
    return word;
  }

  /** A path inside: absolute, not the root itself, each component a name. */
  private static String inside(String path) {
    String shown = OsStrings.quoted(path);
    UsageError.when(!path.startsWith("/"), shown + " is no absolute path");
    StringBuilder normal = new StringBuilder();
    for (String component : Values.fields(path, '/')) {
      UsageError.when(component.equals(".."), shown + " contains \"..\"");
      if (!component.isEmpty() && !component.equals(".")) {
        normal.append('/').append(component);
      }
    }
    UsageError.when(normal.length() == 0, shown + " is the root itself");
    return normal.toString();
  }

  void check() {
    boolean mapped = rootless || uidMap != null || gidMap != null;
    UsageError.when(
        mapped && network instanceof RunRequest.Network.Namespace,
        "--net=PATH needs the caller's privileges and does not go with a user namespace");
    UsageError.when(uidMap != null && !mapsZero(uidMap), "--uid-map maps no user 0");
    UsageError.when(gidMap != null && !mapsZero(gidMap), "--gid-map maps no group 0");
  }

  private static boolean mapsZero(IdMap map) {
    for (IdMap.Extent extent : map.extents()) {
      if (extent.inside() == 0) {
        return true;
      }
    }
    return false;
  }

  RunRequest request(Invocation invocation) {
    return new RunRequest(
        image,
        mounts,
        hostname,
        rootless,
        uidMap,
        gidMap,
        network,
        terminal,
        environmentOf(invocation),
        workingDirectory,
        init,
        capabilities,
        limits,
        keptDescriptors,
        command);
  }

  /** Nothing of the caller's but TERM, unless it is asked for: variables hold secrets. */
  private List<String> environmentOf(Invocation invocation) {
    List<String> variables = new ArrayList<>(List.of(DEFAULT_PATH, "HOME=/root"));
    addCallers(variables, "TERM", invocation);
    for (String word : environment) {
      if (word.indexOf('=') < 0) {
        addCallers(variables, word, invocation);
      } else {
        set(variables, word);
      }
    }
    return variables;
  }

  private static void addCallers(List<String> variables, String name, Invocation invocation) {
    String value = invocation.variable(name);
    if (value != null) {
      set(variables, name + "=" + value);
    }
  }

  private static void set(List<String> variables, String assignment) {
    String start = assignment.substring(0, assignment.indexOf('=') + 1);
    for (int i = 0; i < variables.size(); i++) {
      if (variables.get(i).startsWith(start)) {
        variables.set(i, assignment);
        return;
      }
    }
    variables.add(assignment);
  }
}
