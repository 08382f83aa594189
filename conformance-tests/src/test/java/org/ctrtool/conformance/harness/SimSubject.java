package org.ctrtool.conformance.harness;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Reason;
import org.ctrtool.conformance.scenario.Outcomes;
import org.ctrtool.nativebackend.agent.Playground;
import org.ctrtool.nativebackend.agent.Report;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Symbols;
import org.ctrtool.nativebackend.agent.TaskView;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.task.Deadlock;
import org.ctrtool.sim.task.TaskEnded;
import org.jspecify.annotations.Nullable;

/** The simulated kernel. Every script gets a machine of its own. */
public final class SimSubject implements Subject {
  /** The outcome of calls that the simulation lacks starts so. */
  public static final String NOT_MODELLED = "not modelled: ";

  /** The outcome of calls that broke the simulation starts so. */
  public static final String BROKEN = "broken: ";

  @Override
  public List<Observation> run(Script script) {
    try (World world = new World(script.watch())) {
      for (Script.Step step : script.steps()) {
        if (!world.make(step)) {
          break;
        }
      }
      return world.observations;
    }
  }

  @Override
  public void close() {}

  /** One machine with the tasks of one script. */
  private static final class World implements AutoCloseable {
    private final int watch;
    private final SimKernel host;
    private final SimKernel observer;
    private final Map<Integer, SimKernel> tasks = new TreeMap<>();
    private final Symbols symbols = new Symbols();
    final List<Observation> observations = new ArrayList<>();

    World(int watch) {
      this.watch = watch;
      this.host =
          SimHost.bare()
              .mount("proc", "/proc", "proc", MountFlags.NONE, null)
              .device("/dev/null", new Mode(Mode.S_IFCHR | 0666), new Dev(1, 3))
              .boot();
      SimKernel first = host.fork(CloneFlags.CLONE_NEWNS);
      prepare(first);
      Playground.enter(first, "/proc");
      observer = first.fork(CloneFlags.NONE);
      born(0, first);
    }

    private static void prepare(Kernel kernel) {
      OpenFlags directory = OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);
      Fd proc = kernel.openat(AT_FDCWD, "/proc", directory, Mode.NONE);
      kernel.dup3(proc, Symbols.PROC, PipeFlags.O_CLOEXEC);
      OpenFlags both = OpenFlags.O_RDWR.or(OpenFlags.O_CLOEXEC);
      Fd nothing = kernel.openat(AT_FDCWD, "/dev/null", both, Mode.NONE);
      kernel.dup3(nothing, new Fd(10), PipeFlags.O_CLOEXEC);
      for (Fd standard : List.of(Fd.STDIN, Fd.STDOUT, Fd.STDERR)) {
        kernel.dup3(new Fd(10), standard, PipeFlags.NONE);
      }
      for (int number = 3; number <= 10; number++) {
        Fd fd = new Fd(number);
        kernel.tolerating(Errno.EBADF, child -> child.close(fd));
      }
    }

    private void born(int number, SimKernel task) {
      tasks.put(number, task);
      symbols.born(number, new Pid(task.task().id().numberIn(host.machine().pidNamespace())));
    }

    /** Makes a step; returns whether the script can go on. */
    boolean make(Script.Step step) {
      SimKernel actor = tasks.get(step.task());
      if (actor == null) {
        observations.add(new Observation("gone", null, List.of()));
        return false;
      }
      try {
        String outcome =
            switch (step) {
              case Script.Fork fork -> {
                born(fork.child(), actor.fork(fork.flags(), fork.numbers()));
                symbols.forked(fork);
                yield "a process";
              }
              case Script.Perform perform -> outcome(actor, perform);
            };
        observations.add(
            new Observation(outcome, null, views(step.task(), Script.concernsOthers(step))));
        return true;
      } catch (KernelException refused) {
        Reason reason = refused.reason();
        String rule = reason == null ? null : reason.rule();
        observations.add(
            new Observation(
                Outcomes.text(refused.errno(), null),
                rule,
                views(step.task(), Script.concernsOthers(step))));
        return true;
      } catch (TaskEnded ended) {
        tasks.remove(step.task());
        observations.add(new Observation("gone", null, views(-1, false)));
        return true;
      } catch (Deadlock blocked) {
        observations.add(new Observation("hung", null, List.of()));
        return false;
      } catch (NotModelled missing) {
        observations.add(new Observation(NOT_MODELLED + missing.getMessage(), null, List.of()));
        return false;
      } catch (RuntimeException | AssertionError broken) {
        observations.add(new Observation(BROKEN + trace(broken), null, List.of()));
        return false;
      }
    }

    private static String trace(Throwable broken) {
      StringBuilder text = new StringBuilder(broken.toString());
      StackTraceElement[] frames = broken.getStackTrace();
      for (int i = 0; i < Math.min(6, frames.length); i++) {
        text.append(" < ").append(frames[i]);
      }
      return text.toString();
    }

    private String outcome(SimKernel actor, Script.Perform perform) {
      Object value = actor.perform(symbols.resolve(perform.call()));
      symbols.opened(perform, value);
      Object named = symbols.named(perform.task(), value);
      return AgentSubject.outcome(Report.Ending.RETURNED, null, named);
    }

    private List<Observation.View> views(int actor, boolean others) {
      List<Observation.View> raw = new ArrayList<>();
      tasks.forEach(
          (number, task) -> {
            if ((watch & Script.WATCH_MOUNTS) != 0) {
              raw.add(new Observation.View(number, Script.WATCH_MOUNTS, task.mountinfo()));
            }
            if ((watch & Script.WATCH_CREDENTIALS) != 0 && (others || number == actor)) {
              String text = TaskView.credentials(task);
              raw.add(new Observation.View(number, Script.WATCH_CREDENTIALS, text));
            }
            if ((watch & Script.WATCH_DESCRIPTORS) != 0 && number == actor) {
              String text = TaskView.descriptors(task);
              raw.add(new Observation.View(number, Script.WATCH_DESCRIPTORS, text));
            }
            if ((watch & Script.WATCH_MAPS) != 0) {
              raw.add(new Observation.View(number, Script.WATCH_MAPS, maps(task)));
            }
          });
      if ((watch & Script.WATCH_TREE) != 0) {
        raw.add(new Observation.View(0, Script.WATCH_TREE, files()));
      }
      return AgentSubject.renumbered(raw);
    }

    private String files() {
      Fd root = observer.openat(AT_FDCWD, "/", TaskView.DIRECTORY, Mode.NONE);
      String text = TaskView.tree(observer, root);
      observer.close(root);
      return text;
    }

    private String maps(SimKernel task) {
      int pid = task.task().id().numberIn(host.machine().pidNamespace());
      return contents(pid + "/uid_map") + contents(pid + "/gid_map") + contents(pid + "/setgroups");
    }

    private String contents(String path) {
      OpenFlags reading = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
      Fd file = host.openat(AT_FDCWD, "/proc/" + path, reading, Mode.NONE);
      byte[] text = host.read(file, 65536);
      host.close(file);
      return new String(text, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
      host.close();
    }
  }

  /** Whether the simulation could not say what happens. */
  public static boolean isSilentOn(@Nullable Observation seen) {
    return seen != null && seen.outcome().startsWith(NOT_MODELLED);
  }
}
