package org.ctrtool.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.tools.files.Files;

/**
 * A simulated host on which tools run as processes. Its program {@code look} notes what its
 * descriptors are and what the test asks for.
 */
public final class OnSim implements AutoCloseable {
  public static final Fd FIVE = new Fd(5);

  private final SimKernel host;
  private final List<String> variables = new ArrayList<>(List.of("PATH=/bin"));
  private final List<String> seen = new ArrayList<>();
  private Consumer<Kernel> looking = kernel -> {};

  public OnSim(SimHost builder) {
    this.host =
        builder
            .program(
                "/usr/bin/look",
                (kernel, argv, environment) -> {
                  looking.accept(kernel);
                  seen.addAll(environment.variables());
                  return 7;
                })
            .boot();
  }

  /** The login from which tools are started. */
  public SimKernel host() {
    return host;
  }

  /** Sets an environment variable of the tools. */
  public OnSim with(String variable) {
    variables.add(variable);
    return this;
  }

  /** What the program look does. */
  public OnSim looking(Consumer<Kernel> look) {
    looking = look;
    return this;
  }

  /** Notes something, in the program look. */
  public void note(String what) {
    seen.add(what);
  }

  /** What was noted, and the environment of look. */
  public List<String> seen() {
    return seen;
  }

  /** Opens a file of the login as a descriptor with this number, which programs inherit. */
  public OnSim open(Fd number, String path, OpenFlags flags) {
    Fd fd = host.openat(Fd.AT_FDCWD, path, flags, Mode.NONE);
    if (!fd.equals(number)) {
      host.dup3(fd, number, org.ctrtool.api.PipeFlags.NONE);
      host.close(fd);
    }
    return this;
  }

  /** Runs ctrtool as a child of the login; its status as a shell reports it. */
  public int run(String... argv) {
    return host.run(kernel -> become(kernel, argv)).shellStatus();
  }

  /** What {@link #run} does in the child. */
  public void become(Kernel kernel, String... argv) {
    List<String> words = new ArrayList<>(List.of("ctrtool"));
    words.addAll(List.of(argv));
    Front front = new Front(AllTools.tools(), List.of());
    kernel.exit(front.run(words, new Environment(variables), "/proc/self/exe", kernel));
  }

  /** Standard error, of all that has run. */
  public String errors() {
    return host.errors();
  }

  /** The target of a descriptor of the calling process, or "closed". */
  public static String target(Kernel kernel, int number) {
    Attempt<String> link =
        Attempt.of(() -> kernel.readlinkat(Fd.AT_FDCWD, "/proc/self/fd/" + number));
    return link.value() == null ? "closed" : link.value();
  }

  /** A line of the calling process's status. */
  public static String status(Kernel kernel, String field) {
    return Files.readText(kernel, "/proc/self/status")
        .lines()
        .filter(line -> line.startsWith(field + ":\t"))
        .map(line -> line.substring(field.length() + 2))
        .findFirst()
        .orElse("");
  }

  /** The content of a file of the host. */
  public String content(String path) {
    return OsStrings.quoted(Files.readText(host, path));
  }

  /** Whether something is there. */
  public boolean exists(String path) {
    AtFlags flags = AtFlags.AT_SYMLINK_NOFOLLOW;
    return Attempt.errno(() -> host.fstatat(Fd.AT_FDCWD, path, flags)) == null;
  }

  @Override
  public void close() {
    assertThat(host.failures()).isEmpty();
    host.close();
  }
}
