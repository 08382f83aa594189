package org.ctrtool.api.trace;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ForwardingChild;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;

/** Shows each call of a child sequence, with its result, and passes it on. */
public final class TracingChild extends ForwardingChild {
  private final Consumer<String> lines;

  /**
   * Shows what is asked of {@code kernel}.
   *
   * @param lines takes one line for each call, without line break
   */
  public TracingChild(ChildCalls kernel, Consumer<String> lines) {
    super(kernel);
    this.lines = lines;
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    lines.accept("# " + what);
  }

  @Override
  public @Nullable Object perform(Call call) {
    return shown(call, lines, () -> super.perform(call));
  }

  static @Nullable Object shown(
      Call call, Consumer<String> lines, Supplier<@Nullable Object> perform) {
    boolean shownBefore = doesNotReturn(call);
    if (shownBefore) {
      lines.accept(call.toString());
    }
    Attempt<Object> attempt = Attempt.of(perform);
    lines.accept((shownBefore ? "" : call) + " = " + written(attempt));
    return attempt.refusal() == null ? attempt.value() : attempt.orThrow();
  }

  /** Shown before it is made, since a success is not seen. */
  private static boolean doesNotReturn(Call call) {
    return call.name() == SystemCall.EXECVE
        || call.name() == SystemCall.EXECVEAT
        || call.name() == SystemCall.EXIT;
  }

  private static String written(Attempt<Object> attempt) {
    if (attempt.refusal() != null) {
      return "-1 "
          + attempt.refusal().errno()
          + " ("
          + attempt.refusal().errno().description()
          + ")";
    }
    Object value = attempt.value();
    if (value instanceof byte[] bytes) {
      return Integer.toString(bytes.length);
    }
    return value == null ? "0" : value.toString();
  }
}
