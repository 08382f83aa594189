package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.jspecify.annotations.Nullable;

/**
 * How a tool was called.
 *
 * @param whole the whole argument vector of the process
 * @param argv the argument vector of the tool: its name as the user typed it, and its arguments
 * @param environment the environment
 * @param program the path of the static binary, to execute it again: {@code /proc/self/exe}
 * @param json whether data should be printed as JSON
 * @param tools all tools there are
 */
public record Invocation(
    List<String> whole,
    List<String> argv,
    Environment environment,
    String program,
    boolean json,
    Tools tools) {
  /** Where programs are looked for if PATH is unset. */
  private static final String DEFAULT_SEARCH_PATH = "/bin:/usr/bin";

  /** Takes copies of the lists. */
  public Invocation {
    whole = List.copyOf(whole);
    argv = List.copyOf(argv);
  }

  /** An invocation with nothing special about it, as tests need it. */
  public static Invocation of(Environment environment, String... argv) {
    List<String> words = List.of(argv);
    return new Invocation(words, words, environment, "/proc/self/exe", false, Tools.NONE);
  }

  /** The arguments, without the name of the tool. */
  public List<String> arguments() {
    return argv.subList(Math.min(1, argv.size()), argv.size());
  }

  /** The value of an environment variable, null if it is unset. */
  public @Nullable String variable(String name) {
    return environment.value(name);
  }

  /** The directories in which programs are looked for. */
  public String searchPath() {
    return searchPath(environment);
  }

  /** The directories in which a program with this environment is looked for. */
  public static String searchPath(Environment environment) {
    String path = environment.value("PATH");
    return path == null ? DEFAULT_SEARCH_PATH : path;
  }

  /** The same call of ctrtool, for a tool with this argument vector. */
  public Invocation forTool(List<String> toolArgv) {
    return new Invocation(whole, toolArgv, environment, program, json, tools);
  }

  /** How {@code tool} ends if something fails. */
  public static Ending ending(Tool<?> tool, int status) {
    return new Ending("ctrtool " + tool.name(), status);
  }
}
