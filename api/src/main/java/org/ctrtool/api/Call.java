package org.ctrtool.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A system call as a value: which one, and its arguments. Traces, tapes, plans and messages are
 * made of these. {@code toString} writes the call as a person would.
 */
public final class Call {
  private final SystemCall name;
  private final @Nullable Object[] arguments;

  /**
   * A call; the constants of {@link SystemCall#parameters()} are not among the arguments.
   *
   * @throws IllegalArgumentException if the arguments are not those of this call
   */
  public Call(SystemCall name, @Nullable Object... arguments) {
    this.name = name;
    this.arguments = arguments.clone();
    if (!fits(name, arguments)) {
      throw new IllegalArgumentException("arguments that do not fit " + name);
    }
  }

  /** Whether {@code arguments} are, in number and type, those of the call {@code name}. */
  public static boolean fits(SystemCall name, @Nullable Object... arguments) {
    int i = 0;
    for (Object parameter : name.parameters()) {
      if (!(parameter instanceof SystemCall.Constant)) {
        if (i >= arguments.length || !SystemCall.accepts(parameter, arguments[i])) {
          return false;
        }
        i++;
      }
    }
    return i == arguments.length;
  }

  /** Which call it is. */
  public SystemCall name() {
    return name;
  }

  /** How many arguments there are, without constants. */
  public int argumentCount() {
    return arguments.length;
  }

  /** An argument; null where the call has a null pointer. */
  public @Nullable Object argument(int i) {
    return arguments[i];
  }

  /** An argument that is a descriptor. */
  public Fd fd(int i) {
    return (Fd) required(i);
  }

  /** An argument that is a string. */
  public String text(int i) {
    return (String) required(i);
  }

  /** An argument that is a string or null. */
  public @Nullable String textOrNull(int i) {
    return (String) arguments[i];
  }

  /** An argument that is a number. */
  public int number(int i) {
    return ((Number) required(i)).intValue();
  }

  /** An argument that is a large number. */
  public long bigNumber(int i) {
    return ((Number) required(i)).longValue();
  }

  /** An argument that is bytes. */
  public byte[] bytes(int i) {
    return (byte[]) required(i);
  }

  /** An argument that is a list of strings. */
  @SuppressWarnings("unchecked") // the elements were checked when the call was made
  public List<String> texts(int i) {
    return (List<String>) required(i);
  }

  /** An argument that must be there; the caller knows its type. */
  public Object required(int i) {
    return Objects.requireNonNull(arguments[i]);
  }

  /** The same call with another argument {@code i}. */
  public Call with(int i, Object argument) {
    @Nullable Object[] changed = arguments.clone();
    changed[i] = argument;
    return new Call(name, changed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Call that
        && name == that.name
        && Arrays.deepEquals(arguments, that.arguments);
  }

  @Override
  public int hashCode() {
    return 31 * name.ordinal() + Arrays.deepHashCode(arguments);
  }

  /** As strace writes it: {@code mount("none", "/proc", "proc", MS_NOSUID|MS_NODEV, NULL)}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name.callName()).append('(');
    int i = 0;
    boolean first = true;
    for (Object parameter : name.parameters()) {
      text.append(first ? "" : ", ");
      first = false;
      if (parameter instanceof SystemCall.Constant constant) {
        text.append(constant.name());
      } else {
        text.append(written(arguments[i]));
        i++;
      }
    }
    return text.append(')').toString();
  }

  private static String written(@Nullable Object argument) {
    if (argument == null) {
      return "NULL";
    }
    if (argument instanceof String string) {
      return OsStrings.quoted(string);
    }
    if (argument instanceof byte[] bytes) {
      return quotedStart(bytes) + ", " + bytes.length;
    }
    if (argument instanceof List<?> list) {
      return written(list);
    }
    return argument.toString();
  }

  private static String written(List<?> list) {
    StringBuilder text = new StringBuilder("[");
    for (Object element : list) {
      text.append(text.length() > 1 ? ", " : "").append(written(element));
    }
    return text.append(']').toString();
  }

  /** At most 64 bytes are shown. */
  private static String quotedStart(byte[] bytes) {
    int shown = Math.min(bytes.length, 64);
    String text = OsStrings.quoted(OsStrings.decode(bytes, 0, shown));
    return shown < bytes.length ? text + "..." : text;
  }
}
