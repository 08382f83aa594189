package org.ctrtool.tools.processes;

import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.UsageError;
import org.jspecify.annotations.Nullable;

/** The environment of a program that is to be run, while it is being made. */
public final class Variables {
  private Environment environment;

  private Variables(Environment environment) {
    this.environment = environment;
  }

  /** Begins with those of {@code environment}. */
  public static Variables of(Environment environment) {
    return new Variables(environment);
  }

  /**
   * {@code name}, if a variable can have it.
   *
   * @throws UsageError if it is empty or contains {@code =}
   */
  public static String name(String name) {
    UsageError.when(
        name.isEmpty() || name.indexOf('=') >= 0,
        OsStrings.quoted(name) + " is no name of a variable");
    return name;
  }

  /** The value of a variable, null if it is unset. */
  public @Nullable String value(String name) {
    return environment.value(name);
  }

  /** Sets a variable. */
  public Variables set(String name, String value) {
    environment = environment.with(name, value);
    return this;
  }

  /** Sets a variable to the number of {@code fd}; leaves it alone if there is none. */
  public Variables set(String name, @Nullable Fd fd) {
    return fd == null ? this : set(name, Integer.toString(fd.number()));
  }

  /** Removes a variable, every time it is there. */
  public Variables unset(String name) {
    environment = environment.without(name);
    return this;
  }

  /** The variables as they are now. */
  public Environment environment() {
    return environment;
  }

  /** The directories in which a program with this environment is looked for. */
  public String searchPath() {
    return Invocation.searchPath(environment);
  }
}
