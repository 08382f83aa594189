package org.ctrtool.tools.descriptors;

import java.util.Objects;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor as a command line names it.
 *
 * <p>{@code N} is descriptor N; {@code /NAME} the one whose number is in the environment variable
 * NAME; a program that is run later inherits both. {@code :NAME} is the same as {@code /NAME}, but
 * hidden from the program: the variable is removed and the descriptor closed on exec, unless it is
 * a standard one.
 *
 * <p>A tool reads the words of its options with {@link #of}, and finds the descriptors, in the
 * order of the options, before it does anything:
 *
 * <pre>{@code
 * Variables variables = Variables.of(invocation.environment());
 * Fd directory = request.directory.take(kernel, variables);
 * }</pre>
 *
 * <p>{@link #find} and {@link #settle} are the two halves of {@link #take}, for tools that look at
 * all specifications before the first one changes anything.
 */
public final class DescriptorSpec {
  /** What help says of the forms. */
  public static final String HELP =
      "SPEC names an open descriptor: N, its number; /NAME, the environment variable that holds the"
          + " number; :NAME, the same, but hidden from the program, which gets neither the variable"
          + " nor the descriptor.";

  private final @Nullable Fd number;
  private final String variable;
  private final boolean hidden;

  private DescriptorSpec(@Nullable Fd number, String variable, boolean hidden) {
    this.number = number;
    this.variable = variable;
    this.hidden = hidden;
  }

  /**
   * Reads a specification; the variable is not looked at yet.
   *
   * @throws UsageError if it has none of the three forms
   */
  public static DescriptorSpec of(String word) {
    if (word.startsWith("/") || word.startsWith(":")) {
      String name = Variables.name(word.substring(1));
      return new DescriptorSpec(null, name, word.charAt(0) == ':');
    }
    UsageError.when(
        !Values.isNumber(word),
        "descriptor "
            + OsStrings.quoted(word)
            + " is neither a number nor /NAME or :NAME of a variable");
    return new DescriptorSpec(Values.fd(word), "", false);
  }

  /** Finds the descriptor, and makes it and the variable what the form says. */
  public Fd take(Kernel kernel, Variables variables) {
    Fd fd = find(kernel, variables);
    settle(kernel, fd, variables);
    return fd;
  }

  /**
   * The descriptor; nothing is changed.
   *
   * @throws UsageError if the variable is unset or holds no number, or the descriptor is not open
   */
  public Fd find(Kernel kernel, Variables variables) {
    Fd fd = named(variables);
    requireOpen(kernel, fd, "");
    return fd;
  }

  /**
   * Requires a descriptor that the caller was to hand over.
   *
   * @param option what names it, and a colon, for the message
   * @throws UsageError if it is not open
   */
  public static void requireOpen(Kernel kernel, Fd fd, String option) {
    UsageError.when(
        Attempt.errno(() -> kernel.fcntlGetfd(fd)) != null,
        option + "descriptor " + fd + " is not open");
  }

  /**
   * The descriptor, open or not.
   *
   * @throws UsageError if the variable is unset or holds no number
   */
  public Fd named(Variables variables) {
    return number == null ? inVariable(variables) : number;
  }

  /** The variable that holds the number; empty if the number itself is given. */
  public String variable() {
    return variable;
  }

  /**
   * Makes {@code fd}, which {@link #find} has found, inherited or closed on exec, and removes the
   * variable, as the form says. What the descriptor's flag was before does not matter.
   */
  public void settle(ChildKernel kernel, Fd fd, Variables variables) {
    boolean closed = hidden && fd.number() > Fd.STDERR.number();
    kernel.fcntlSetfd(fd, closed ? FdFlags.FD_CLOEXEC : FdFlags.NONE);
    hideVariable(variables);
  }

  /** Removes the variable if the form says so; for tools that place the descriptor themselves. */
  public void hideVariable(Variables variables) {
    if (hidden) {
      variables.unset(variable);
    }
  }

  private Fd inVariable(Variables variables) {
    String value = variables.value(variable);
    UsageError.when(value == null, "variable " + OsStrings.quoted(variable) + " is unset");
    String text = Objects.requireNonNull(value);
    UsageError.when(
        !Values.isNumber(text),
        "variable " + OsStrings.quoted(variable) + " holds no number: " + OsStrings.quoted(text));
    return Values.fd(text);
  }
}
