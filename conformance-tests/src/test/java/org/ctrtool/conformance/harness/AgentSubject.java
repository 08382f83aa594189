package org.ctrtool.conformance.harness;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Pid;
import org.ctrtool.conformance.scenario.Outcomes;
import org.ctrtool.nativebackend.agent.Report;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;

/** The real kernel, through the agent of the static binary. */
public final class AgentSubject implements Subject {
  /** No script takes longer. */
  private static final long SECONDS = 60;

  private static final ScheduledExecutorService WATCHDOG =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "agent watchdog");
            thread.setDaemon(true);
            return thread;
          });

  private final Process agent;
  private final OutputStream scripts;
  private final DataInputStream reports;

  private AgentSubject(Process agent) {
    this.agent = agent;
    this.scripts = agent.getOutputStream();
    this.reports = new DataInputStream(agent.getInputStream());
  }

  /** The static binary, where the build leaves it. */
  public static Path binary() {
    String named = System.getProperty("ctrtool.binary");
    return named != null ? Path.of(named) : Path.of("../native-backend/target/ctrtool");
  }

  /** Starts an agent. */
  public static AgentSubject start() {
    try {
      Process agent =
          new ProcessBuilder(binary().toString(), "_agent")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new AgentSubject(agent);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Why no agent can work here; null if one can. */
  public static @Nullable String obstacle() {
    if (!Files.isExecutable(binary())) {
      return "there is no static binary " + binary().toAbsolutePath() + " (./build binary)";
    }
    try {
      Process agent =
          new ProcessBuilder(binary().toString(), "_agent").redirectErrorStream(true).start();
      agent.getOutputStream().close();
      String message;
      try (InputStream output = agent.getInputStream()) {
        message = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      }
      int status = agent.waitFor();
      return status == 0
          ? null
          : "this host does not let us make namespaces and mounts (are we root?): "
              + message.strip();
    } catch (IOException failed) {
      return failed.toString();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public List<Observation> run(Script script) {
    return observations(report(script));
  }

  private Report report(Script script) {
    ScheduledFuture<?> alarm =
        WATCHDOG.schedule(() -> agent.destroyForcibly(), SECONDS, TimeUnit.SECONDS);
    try {
      byte[] body = script.encode();
      ByteBuffer message =
          ByteBuffer.allocate(4 + body.length).order(ByteOrder.LITTLE_ENDIAN).putInt(body.length);
      scripts.write(message.put(body).array());
      scripts.flush();
      int length = Integer.reverseBytes(reports.readInt());
      byte[] report = new byte[length];
      reports.readFully(report);
      return Report.decode(report);
    } catch (EOFException ended) {
      throw new IllegalStateException("the agent has ended", ended);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      alarm.cancel(false);
    }
  }

  private static List<Observation> observations(Report report) {
    List<Observation> observations = new ArrayList<>();
    Map<Integer, String> last = new HashMap<>();
    for (Report.Entry entry : report.entries()) {
      List<Observation.View> raw = new ArrayList<>();
      for (Report.View view : entry.views()) {
        int key = view.task() << 8 | view.kind();
        String text = view.text() == null ? last.get(key) : view.text();
        last.put(key, text);
        raw.add(new Observation.View(view.task(), view.kind(), text));
      }
      observations.add(
          new Observation(
              outcome(entry.ending(), entry.errno(), entry.value()), null, renumbered(raw)));
    }
    return observations;
  }

  /** The outcome of a step as it is compared. */
  static String outcome(Report.Ending ending, @Nullable Errno errno, @Nullable Object value) {
    return switch (ending) {
      case HUNG -> "hung";
      case GONE -> "gone";
      case RETURNED -> value instanceof Pid ? "a process" : Outcomes.text(null, value);
      case REFUSED -> Outcomes.text(errno, null);
    };
  }

  /** The views of one moment in the form in which they are compared. */
  static List<Observation.View> renumbered(List<Observation.View> raw) {
    Renumbering numbers = new Renumbering();
    List<Observation.View> views = new ArrayList<>();
    for (Observation.View view : raw) {
      String text =
          view.kind() == Script.WATCH_MOUNTS ? numbers.mountinfo(view.text()) : view.text();
      views.add(new Observation.View(view.task(), view.kind(), text));
    }
    views.sort(
        Comparator.comparingInt(Observation.View::task).thenComparingInt(Observation.View::kind));
    return views;
  }

  @Override
  public void close() {
    try {
      scripts.close();
      if (!agent.waitFor(5, TimeUnit.SECONDS)) {
        agent.destroyForcibly();
      }
    } catch (IOException gone) {
      agent.destroyForcibly();
    } catch (InterruptedException interrupted) {
      agent.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
