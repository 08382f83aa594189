package org.ctrtool.conformance.example;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.simshell.SimShell;
import org.ctrtool.conformance.simshell.Watchdog;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.SimProgram;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;
import org.jspecify.annotations.Nullable;

/** Where examples run without Linux: a simulated machine like the {@link Lab}. */
public final class Model {
  private static final String OUTPUT = "/tmp/output";
  private static final Set<String> PROGRAMS = Set.of("ctrtool", "ctrtool-static", "mi", "mkroot");
  private static final String PATH =
      "PATH=/tmp/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** A machine that has just been started has clocks that cannot be set back. */
  private static final Timespec UP_FOR = new Timespec(60, 0);

  /** What still runs when a script has ended may have so long to end, too. */
  private static final Timespec AFTERWARDS = new Timespec(10, 0);

  /** Longer than any example takes. */
  private static final Timespec PATIENCE = new Timespec(600, 0);

  /** More calls than any example makes. */
  private static final long CALLS = 1_000_000;

  private static final String USERS =
      """
      root:x:0:0:root:/root:/bin/sh
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
      """;

  private Model() {}

  /**
   * What came of a script.
   *
   * @param waitedInVain whether an init had to be killed, since nothing ended it
   * @param failures what went wrong and is no answer of Linux, such as calls that are not modelled
   * @param mounts the mounts that are left outside of the lab
   * @param mountNamespaces how many mount namespaces are left
   * @param tasks the tasks that are left
   */
  public record Ran(
      int status,
      String output,
      boolean waitedInVain,
      List<Throwable> failures,
      List<String> mounts,
      int mountNamespaces,
      List<String> tasks) {}

  /** Whether an example calls no program that only a real system has. */
  public static boolean isFor(Example example) {
    return example.notOnModel() == null && obstacle(example) == null;
  }

  /** What an example needs that the model does not have, as far as that can be seen. */
  static @Nullable String obstacle(Example example) {
    return SimShell.obstacle(example.script(), PROGRAMS);
  }

  /** Runs an example with this ctrtool. */
  public static Ran run(Example example) {
    return run(example, Model::front);
  }

  /** The ctrtool of this project, as a program of the machine. */
  public static int front(Kernel kernel, List<String> argv, Environment environment) {
    return new Front(AllTools.tools(), List.of()).run(argv, environment, "/proc/self/exe", kernel);
  }

  /** Runs an example with another ctrtool; that it does not end is an error. */
  public static Ran run(Example example, SimProgram ctrtool) {
    return Watchdog.guard(() -> runUnguarded(example, ctrtool));
  }

  private static Ran runUnguarded(Example example, SimProgram ctrtool) {
    SimHost host =
        SimHost.with()
            .user("caller", 1234)
            .privateMounts()
            .mount("lab", "/tmp/lab", "tmpfs", MountFlags.NONE, "mode=1777")
            .program("/tmp/bin/ctrtool", ctrtool)
            .program("/tmp/bin/ctrtool-static", ctrtool)
            .file("/tmp/bin/example", example.script() + "\n", 0755, 0, 0)
            .file("/tmp/bin/mi", helper("mi"), 0755, 0, 0)
            .file("/tmp/bin/mkroot", helper("mkroot"), 0755, 0, 0)
            .file("/etc/passwd", USERS)
            .file("/etc/group", "root:x:0:\nnogroup:x:65534:\n")
            .file("/etc/hostname", "model\n")
            .file(OUTPUT, "", 0666, 0, 0);
    SimShell.installInto(host, "/usr/bin/");
    try (SimKernel machine = host.boot()) {
      SimKernel login = example.caller() == Caller.ROOT ? machine : machine.as("caller");
      machine.machine().scheduler().limitCalls(CALLS);
      SimKernel operator = machine.fork();
      Pid operatorPid = operator.getpid();
      operator.machine().scheduler().start(operator.task(), () -> endAfterPatience(operator));
      WaitStatus end = login.run(kernel -> start(kernel, example.caller()));
      login.ppoll(List.of(), AFTERWARDS);
      machine.kill(operatorPid, Signal.SIGKILL);
      boolean waitedInVain = !machine.waitid(operatorPid, WaitFlags.WEXITED).isKilled();
      String output = SimShell.read(machine, OUTPUT).replace(OUTPUT, "OUT");
      return new Ran(
          end.shellStatus(),
          output,
          waitedInVain,
          List.copyOf(machine.failures()),
          machine.mountinfo().lines().filter(line -> !line.contains(" /tmp/lab")).toList(),
          machine.machine().mounts().namespaces().size(),
          machine.machine().tasks().stream().map(Object::toString).toList());
    }
  }

  /** A script that the examples have on Linux, too. */
  private static String helper(String name) {
    try (InputStream source = Model.class.getResourceAsStream("/examples/bin/" + name)) {
      byte[] text = Objects.requireNonNull(source, name).readAllBytes();
      return new String(text, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * An operator: an init that waits for a signal that nobody sends does so for ever, as it is to;
   * after some time it is killed.
   */
  private static void endAfterPatience(SimKernel operator) {
    operator.ppoll(List.of(), PATIENCE);
    PidNamespace initial = operator.machine().pidNamespace();
    operator.machine().tasks().stream()
        .filter(each -> each.isReaper() && each.pidNamespace() != initial && !each.hasEnded())
        .map(each -> new Pid(each.id().numberIn(initial)))
        .toList()
        .forEach(each -> operator.kill(each, Signal.SIGKILL));
    operator.exit(0);
  }

  private static void start(Kernel kernel, Caller caller) {
    Fd nothing = kernel.openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDONLY, Mode.NONE);
    Fd output = kernel.openat(Fd.AT_FDCWD, OUTPUT, OpenFlags.O_WRONLY, Mode.NONE);
    kernel.dup3(nothing, Fd.STDIN, PipeFlags.NONE);
    kernel.dup3(output, Fd.STDOUT, PipeFlags.NONE);
    kernel.dup3(output, Fd.STDERR, PipeFlags.NONE);
    kernel.close(nothing);
    kernel.close(output);
    kernel.chdir("/tmp/lab");
    kernel.ppoll(List.of(), UP_FOR);
    if (caller == Caller.USERS_ROOT) {
      kernel.unshare(UnshareFlags.CLONE_NEWUSER.or(UnshareFlags.CLONE_NEWNS));
      write(kernel, "uid_map", "0 1234 1");
      write(kernel, "setgroups", "deny");
      write(kernel, "gid_map", "0 1234 1");
    }
    kernel.execve(
        "/usr/bin/bash", List.of("bash", "/tmp/bin/example"), new Environment(List.of(PATH)));
  }

  private static void write(Kernel kernel, String file, String text) {
    Fd fd = kernel.openat(Fd.AT_FDCWD, "/proc/self/" + file, OpenFlags.O_WRONLY, Mode.NONE);
    kernel.writeAll(fd, text.getBytes(StandardCharsets.US_ASCII));
    kernel.close(fd);
  }
}
