package org.ctrtool.cli.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.snapshot.HostCapture;
import org.ctrtool.sim.snapshot.HostSnapshot;
import org.ctrtool.sim.snapshot.PathFact;
import org.ctrtool.sim.snapshot.SnapshotException;
import org.ctrtool.sim.snapshot.SnapshotJson;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.UsageError;
import org.jspecify.annotations.Nullable;

/** The machines on which tools can be tried: this host, one that was captured, a usual one. */
public final class Hosts {
  /** Where ctrtool is on a simulated machine. */
  static final String PROGRAM = "/usr/bin/ctrtool";

  private static final int MOST_WORDS = 24;

  private final boolean linux;

  /**
   * The hosts that there are.
   *
   * @param linux whether this one can be described
   */
  public Hosts(boolean linux) {
    this.linux = linux;
  }

  /**
   * A machine that is not booted yet.
   *
   * @param machine the machine
   * @param user who logs in; null for the process that was captured
   */
  record Host(SimHost machine, @Nullable String user) {}

  /** The standard host. */
  static Host standard(String user) {
    return new Host(SimHost.with().executable(PROGRAM), user);
  }

  /** A host that was captured. */
  static Host of(HostSnapshot snapshot) {
    PathFact program = PathFact.of(PROGRAM, Mode.S_IFREG | 0755);
    return new Host(SimHost.from(snapshot.with(program)), null);
  }

  /** This host if it is a Linux, the standard one otherwise. */
  Host here(Kernel kernel, Invocation invocation, List<String> words) {
    return linux ? of(capture(kernel, paths(invocation, words))) : standard("root");
  }

  /** This host. */
  HostSnapshot capture(Kernel kernel, List<String> paths) {
    if (!linux) {
      throw new UsageError("this system is no Linux, there is nothing to capture");
    }
    return HostCapture.of(kernel, paths);
  }

  /** A host that was captured to a file. */
  static Host load(String file) {
    String text;
    try {
      text = Files.readString(Path.of(file));
    } catch (IOException | java.nio.file.InvalidPathException unreadable) {
      throw new UsageError("cannot read the host's description " + OsStrings.quoted(file));
    }
    try {
      return of(SnapshotJson.read(text));
    } catch (SnapshotException | IllegalArgumentException unknown) {
      throw new UsageError(OsStrings.quoted(file) + ": " + unknown.getMessage());
    }
  }

  /** What the words of a command line may name: paths, and programs in directories. */
  static List<String> paths(Invocation invocation, List<String> words) {
    Set<String> paths = new LinkedHashSet<>();
    Set<String> programs = new LinkedHashSet<>();
    for (String word : words.subList(0, Math.min(MOST_WORDS, words.size()))) {
      for (String part : word.split("[=,:]", -1)) {
        int slash = part.indexOf('/');
        if (slash >= 0) {
          paths.add(part);
          paths.add(part.substring(slash));
        } else if (!part.isEmpty() && !part.startsWith("-")) {
          programs.add(part);
        }
      }
    }
    List<String> all = new ArrayList<>(paths);
    Set<String> directories = new LinkedHashSet<>(List.of(invocation.searchPath().split(":", -1)));
    directories.addAll(List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin"));
    programs.forEach(all::add);
    List<String> roots = new ArrayList<>(paths);
    roots.add("");
    for (String root : roots) {
      for (String directory : directories) {
        if (directory.startsWith("/")) {
          programs.forEach(program -> all.add(root + directory + "/" + program));
        }
      }
      for (String top : List.of("lib", "lib32", "lib64", "libx32", "opt", "usr", "etc")) {
        all.add(root + "/" + top);
      }
      // A program may be named by its path within an image.
      paths.forEach(path -> all.add(root + path));
    }
    return all;
  }
}
