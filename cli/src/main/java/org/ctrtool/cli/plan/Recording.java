package org.ctrtool.cli.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;

/** The calls that were made on a simulated machine, and what was said. Its tasks take turns. */
final class Recording {
  private final List<Step> steps = new ArrayList<>();
  private final StringBuilder output = new StringBuilder();
  private final StringBuilder messages = new StringBuilder();
  private int children;

  List<Step> steps() {
    return steps;
  }

  /** What went to standard output. */
  String output() {
    return output.toString();
  }

  /** What went to standard error. */
  String messages() {
    return messages.toString();
  }

  /** A name for the next child. */
  String nextChild() {
    children++;
    return "child " + children;
  }

  /** Keeps a call, with what {@code perform} answers to it. */
  @Nullable Object keep(String task, String doing, Call call, Supplier<@Nullable Object> perform) {
    if (isSpeech(call)) {
      return speak(call);
    }
    int at = begin(task, doing, call.toString());
    try {
      Object answer = perform.get();
      end(at, written(answer));
      return answer;
    } catch (KernelException refused) {
      end(at, refused);
      throw refused;
    } catch (NotModelled missing) {
      end(at, String.valueOf(missing.getMessage()));
      throw missing;
    }
  }

  /** Keeps a call that makes a task; {@link #end} says what came of it. */
  int begin(String task, String doing, String call) {
    steps.add(new Step(steps.size() + 1, task, doing, call, "does not return", null, null));
    return steps.size() - 1;
  }

  void end(int at, String result) {
    Step step = steps.get(at);
    steps.set(
        at, new Step(step.number(), step.task(), step.doing(), step.call(), result, null, null));
  }

  void end(int at, KernelException refused) {
    Step step = steps.get(at);
    steps.set(
        at,
        new Step(
            step.number(),
            step.task(),
            step.doing(),
            step.call(),
            refused.errno().name(),
            refused.errno(),
            refused.reason()));
  }

  /** A kernel whose calls are kept; {@code task} makes them. */
  ChildKernel recorded(ChildKernel kernel, String task) {
    if (kernel instanceof ChildCalls calls) {
      return new RecordedChild(calls, this, task);
    }
    throw new IllegalStateException("a simulated task is made of calls");
  }

  private static boolean isSpeech(Call call) {
    return (call.name() == SystemCall.WRITE || call.name() == SystemCall.WRITE_ALL)
        && (call.fd(0).equals(Fd.STDOUT) || call.fd(0).equals(Fd.STDERR));
  }

  private @Nullable Object speak(Call call) {
    byte[] said = call.bytes(1);
    (call.fd(0).equals(Fd.STDOUT) ? output : messages).append(OsStrings.decode(said));
    return call.name() == SystemCall.WRITE ? (Integer) said.length : null;
  }

  private static String written(@Nullable Object answer) {
    if (answer instanceof byte[] bytes) {
      return Integer.toString(bytes.length);
    }
    if (answer instanceof String text) {
      return OsStrings.quoted(text);
    }
    return answer == null ? "0" : answer.toString();
  }
}
