package org.ctrtool.conformance.harness;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.conformance.scenario.Outcomes;
import org.ctrtool.linux.JnaKernel;
import org.ctrtool.nativebackend.agent.Playground;
import org.ctrtool.nativebackend.agent.Report;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Symbols;
import org.jspecify.annotations.Nullable;

/**
 * The real kernel from this JVM. Each script runs on a thread of its own with mounts, root and ids
 * of its own. What a JVM cannot do {@link #obstacle} tells. Numbers of descriptors are not
 * compared: a JVM has some.
 */
public final class JnaSubject implements Subject {
  private static final Set<SystemCall> OF_THE_WHOLE_PROCESS =
      EnumSet.of(
          SystemCall.EXIT,
          SystemCall.PRLIMIT64,
          SystemCall.PRCTL_SET_DUMPABLE,
          SystemCall.CLOSE_RANGE,
          SystemCall.DUP3);

  /** So much control data holds no descriptors. */
  private static final int CREDENTIALS_ONLY = 32;

  /** Reads files while the thread of the script has another root. */
  private final ExecutorService reader = Executors.newSingleThreadExecutor();

  /** Prepares to run scripts: afterwards no class has to be loaded from another root. */
  public JnaSubject() {
    loadAll(JnaKernel.class);
    loadAll(Call.class);
    loadAll(JnaSubject.class);
    loadAll(Playground.class);
    loadAll(Outcomes.class);
    // Now, since a thread has the root of the one that starts it.
    CompletableFuture.runAsync(() -> {}, reader).join();
  }

  private static void loadAll(Class<?> example) {
    try {
      Path classes = Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isDirectory(classes)) {
        return; // a jar stays open
      }
      List<Path> files;
      Path folder = classes.resolve(example.getPackageName().replace('.', '/'));
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.filter(each -> each.toString().endsWith(".class")).toList();
      }
      for (Path file : files) {
        String path = classes.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        Class.forName(name, false, example.getClassLoader());
      }
    } catch (IOException | ReflectiveOperationException | URISyntaxException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Why a script cannot run inside a JVM; null if it can. */
  public static @Nullable String obstacle(Script script) {
    for (Script.Step step : script.steps()) {
      if (step instanceof Script.Fork) {
        return "a JVM cannot run Java in a forked child";
      }
      if (step instanceof Script.Perform perform) {
        String obstacle = obstacle(perform.call());
        if (obstacle != null) {
          return obstacle;
        }
      }
    }
    return null;
  }

  private static @Nullable String obstacle(Call call) {
    if (OF_THE_WHOLE_PROCESS.contains(call.name())) {
      return call.name().callName() + " would change the whole JVM";
    }
    if (call.name() == SystemCall.UNSHARE || call.name() == SystemCall.SETNS) {
      return "the namespaces of a process of several threads cannot all be changed";
    }
    boolean canReceiveDescriptors =
        call.name() == SystemCall.RECVMSG && call.number(2) > CREDENTIALS_ONLY
            || call.name() == SystemCall.RECVMMSG && call.number(3) > CREDENTIALS_ONLY;
    if (canReceiveDescriptors) {
      return "received descriptors have other numbers in a JVM";
    }
    if (call.name() == SystemCall.PPOLL) {
      return "descriptors in the answer have other numbers in a JVM";
    }
    for (int i = 0; i < call.argumentCount(); i++) {
      Object argument = call.argument(i);
      boolean isOwn = argument instanceof Fd fd && !fd.isRegister() && !fd.equals(AT_FDCWD);
      if (isOwn && !argument.equals(Symbols.PROC)) {
        return "descriptors by their number are others in a JVM";
      }
      if (Symbols.PROC.equals(argument)) {
        return "in /proc/self there is the main thread of a JVM";
      }
    }
    return null;
  }

  @Override
  public List<Observation> run(Script script) {
    CompletableFuture<List<Observation>> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(new World(script.watch()).run(script));
              } catch (RuntimeException | Error failed) {
                result.completeExceptionally(failed);
              }
            },
            "script");
    thread.start();
    try {
      return result.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    reader.shutdown();
  }

  /** What one thread does. */
  private final class World {
    private final int watch;
    private final JnaKernel kernel = JnaKernel.open();
    private final Symbols symbols = new Symbols();
    private final List<Fd> opened = new ArrayList<>();
    private final Path mountinfo;

    World(int watch) {
      this.watch = watch;
      this.mountinfo =
          Path.of("/proc", kernel.readlinkat(AT_FDCWD, "/proc/thread-self"), "mountinfo");
      kernel.unshare(UnshareFlags.CLONE_FS.or(UnshareFlags.CLONE_NEWNS));
      Playground.enter(kernel, "/proc");
    }

    List<Observation> run(Script script) {
      List<Observation> observations = new ArrayList<>();
      for (Script.Step step : script.steps()) {
        observations.add(make((Script.Perform) step));
      }
      for (Fd fd : opened) {
        try {
          kernel.close(fd);
        } catch (KernelException closed) {
          // by the script
        }
      }
      return observations;
    }

    private Observation make(Script.Perform step) {
      try {
        Object value = kernel.perform(symbols.resolve(step.call()));
        if (value instanceof Fd fd) {
          remember(step.register(), fd);
          return new Observation("a descriptor", null, views());
        }
        if (value instanceof Pipe pipe) {
          remember(step.register(), pipe.readEnd());
          remember(step.second(), pipe.writeEnd());
          return new Observation("a descriptor", null, views());
        }
        String outcome = AgentSubject.outcome(Report.Ending.RETURNED, null, value);
        return new Observation(outcome, null, views());
      } catch (KernelException refused) {
        return new Observation(Outcomes.text(refused.errno(), null), null, views());
      }
    }

    private void remember(int register, Fd fd) {
      opened.add(fd);
      if (register != Script.NONE) {
        symbols.opened(register, fd);
      }
    }

    private List<Observation.View> views() {
      if ((watch & Script.WATCH_MOUNTS) == 0) {
        return List.of();
      }
      String text = CompletableFuture.supplyAsync(() -> contents(mountinfo), reader).join();
      return AgentSubject.renumbered(
          List.of(new Observation.View(0, Script.WATCH_MOUNTS, Objects.requireNonNull(text))));
    }
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
