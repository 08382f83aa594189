package org.ctrtool.tools.run;

import java.util.List;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.IdMap;
import org.ctrtool.tools.grammar.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A container that was asked for.
 *
 * @param image a directory or a squashfs file; null for the host's own system directories
 * @param mounts binds and file systems besides, in order
 * @param hostname the host name inside
 * @param rootless whether to use a user namespace even if it could do without
 * @param uidMap the user IDs inside; null: as is fitting
 * @param gidMap the group IDs inside; null: as is fitting
 * @param network which network
 * @param terminal whether the program gets a terminal of its own
 * @param environment NAME=VALUE for the program
 * @param workingDirectory of the program, inside
 * @param init whether a small init is process 1
 * @param capabilities what the program may have
 * @param limits resource limits
 * @param keptDescriptors descriptors that the program inherits besides 0, 1 and 2
 * @param command the program and its arguments
 */
public record RunRequest(
    @Nullable String image,
    List<ExtraMount> mounts,
    String hostname,
    boolean rootless,
    @Nullable IdMap uidMap,
    @Nullable IdMap gidMap,
    Network network,
    boolean terminal,
    List<String> environment,
    String workingDirectory,
    boolean init,
    CapabilitySet capabilities,
    List<Limits.Change> limits,
    List<Integer> keptDescriptors,
    List<String> command) {

  /** Takes copies of the lists. */
  public RunRequest {
    mounts = List.copyOf(mounts);
    environment = List.copyOf(environment);
    limits = List.copyOf(limits);
    keptDescriptors = List.copyOf(keptDescriptors);
    command = List.copyOf(command);
  }

  /** Something mounted besides the image. */
  public sealed interface ExtraMount {
    /** Where, as a path inside: absolute, without {@code .} and {@code ..}. */
    String target();

    /**
     * A file or directory of the host, shown inside.
     *
     * @param source on the host
     * @param target inside
     * @param readOnly whether nothing can be written through it
     */
    record Bind(String source, String target, boolean readOnly) implements ExtraMount {}

    /**
     * An empty file system in memory.
     *
     * @param target inside
     * @param options of tmpfs, separated by commas
     */
    record Tmpfs(String target, String options) implements ExtraMount {}
  }

  /** Which network the container is in. */
  public sealed interface Network {
    /** One of its own, with nothing but a loopback interface. */
    record Own() implements Network {}

    /** The caller's. */
    record Host() implements Network {}

    /**
     * The one of a namespace file.
     *
     * @param path the file
     */
    record Namespace(String path) implements Network {}
  }
}
