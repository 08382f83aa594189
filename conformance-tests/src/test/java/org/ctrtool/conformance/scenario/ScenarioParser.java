package org.ctrtool.conformance.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SystemCall;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenarios. A line is
 *
 * <ul>
 *   <li>a call as strace writes it: {@code mount("none", "/", NULL, MS_REC|MS_SHARED, NULL)}.
 *       {@code mkdir}, {@code rmdir} and {@code open} stand for the calls with a directory
 *       descriptor.
 *       <ul>
 *         <li>In front may stand the task that makes it: {@code B: umount2("/a", 0)}; task A is
 *             there from the start.
 *         <li>What it opens can be named: {@code fd1 = open_tree(...)}, {@code (r, w) = pipe2(0)};
 *             {@code PROC} is a proc file system.
 *         <li>After it may stand what it answers: {@code = 0}, {@code = EINVAL}, {@code = EINVAL
 *             [MOUNT_IS_LOCKED]}.
 *       </ul>
 *   <li>a new task: {@code B = clone(CLONE_NEWNS)}. Its name stands for its process ID, as {@code
 *       {B}} does in strings. {@code clone(CLONE_NEWPID, [1, 77])} chooses its process IDs.
 *   <li>{@code B: mountinfo} and lines with {@code |} in front: what B's mountinfo then shows
 *   <li>empty, or a comment after {@code #}
 * </ul>
 */
public final class ScenarioParser {
  private static final Pattern TASK = Pattern.compile("([A-Z][A-Za-z0-9]*):\\s*");
  private static final Pattern ONE_NAME = Pattern.compile("([A-Za-z][A-Za-z0-9_]*)\\s*=\\s*");
  private static final Pattern TWO_NAMES = Pattern.compile("\\((\\w+)\\s*,\\s*(\\w+)\\)\\s*=\\s*");

  private final List<String> comment = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>(List.of("A"));
  private final List<String> registers = new ArrayList<>();
  private final List<Scenario.Entry> entries = new ArrayList<>();

  private ScenarioParser() {}

  /**
   * Reads a scenario.
   *
   * @throws IllegalArgumentException if it is none, saying which line
   */
  public static Scenario parse(String text) {
    ScenarioParser parser = new ScenarioParser();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      try {
        parser.line(line.strip());
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("line " + number + ": " + wrong.getMessage(), wrong);
      }
    }
    return new Scenario(parser.comment, parser.tasks, parser.registers, parser.entries);
  }

  private void line(String line) {
    if (line.startsWith("#")) {
      if (entries.isEmpty()) {
        comment.add(line.substring(1).strip());
      }
    } else if (line.startsWith("|")) {
      mountinfoLine(line.substring(1).strip());
    } else if (!line.isEmpty()) {
      statement(line);
    }
  }

  private void mountinfoLine(String line) {
    if (entries.isEmpty() || !(entries.getLast() instanceof Scenario.Mountinfo block)) {
      throw new IllegalArgumentException("a line of mountinfo without its task");
    }
    List<String> lines = new ArrayList<>(block.lines());
    lines.add(line);
    entries.set(entries.size() - 1, new Scenario.Mountinfo(block.task(), lines));
  }

  private void statement(String line) {
    String rest = line;
    int task = 0;
    Matcher named = TASK.matcher(rest);
    if (named.lookingAt()) {
      task = task(named.group(1));
      rest = rest.substring(named.end());
    }
    if (rest.equals("mountinfo")) {
      entries.add(new Scenario.Mountinfo(task, List.of()));
      return;
    }
    List<String> opened = new ArrayList<>();
    Matcher one = ONE_NAME.matcher(rest);
    Matcher two = TWO_NAMES.matcher(rest);
    if (one.lookingAt()) {
      opened.add(one.group(1));
      rest = rest.substring(one.end());
    } else if (two.lookingAt()) {
      opened.add(two.group(1));
      opened.add(two.group(2));
      rest = rest.substring(two.end());
    }
    TextCursor text = new TextCursor(rest);
    Script.Step step = step(task, opened, text);
    entries.add(new Scenario.Act(step, expectation(text)));
  }

  private int task(String name) {
    int task = tasks.indexOf(name);
    if (task < 0) {
      throw new IllegalArgumentException("there is no task " + name);
    }
    return task;
  }

  private Script.Step step(int task, List<String> opened, TextCursor text) {
    String name = text.word();
    text.expect("(");
    if (name.equals("clone") && opened.size() == 1) {
      Literals literals = new Literals(text, new Literals.Names(tasks, registers));
      Object flags = literals.read(CloneFlags.class, null, false);
      List<Pid> numbers = new ArrayList<>();
      if (text.skip(",")) {
        for (Object each : (List<?>) literals.read(List.class, Pid.class, false)) {
          numbers.add((Pid) each);
        }
      }
      text.expect(")");
      int child = number(tasks, opened.get(0));
      return new Script.Fork(task, child, (CloneFlags) flags, numbers);
    }
    Call call = call(name, text);
    int first = opened.isEmpty() ? Script.NONE : number(registers, opened.get(0));
    int second = opened.size() < 2 ? Script.NONE : number(registers, opened.get(1));
    return new Script.Perform(task, call, first, second);
  }

  private static int number(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
    return names.indexOf(name);
  }

  private Call call(String name, TextCursor text) {
    int start = text.position();
    if (name.equals("open")) {
      return open(text);
    }
    String fullName = name.equals("mkdir") ? "mkdirat" : name.equals("rmdir") ? "unlinkat" : name;
    IllegalArgumentException problem = text.wrong("there is no call " + name);
    for (SystemCall candidate : SystemCall.values()) {
      // write(2) is the one that answers a number
      if (candidate.callName().equals(fullName) && candidate != SystemCall.WRITE_ALL) {
        text.goTo(start);
        try {
          return arguments(candidate, !fullName.equals(name), text);
        } catch (IllegalArgumentException other) {
          problem = other;
        }
      }
    }
    throw problem;
  }

  private Call open(TextCursor text) {
    Literals literals = new Literals(text, new Literals.Names(tasks, registers));
    Object path = literals.read(String.class, null, false);
    text.expect(",");
    Object flags = literals.read(OpenFlags.class, null, false);
    Object mode = Mode.NONE;
    if (text.skip(",")) {
      mode = literals.read(Mode.class, null, false);
    }
    text.expect(")");
    return new Call(SystemCall.OPENAT, Fd.AT_FDCWD, path, flags, mode);
  }

  /** What stands in the brackets; with {@code short} only the path and what is after it. */
  private Call arguments(SystemCall call, boolean abbreviated, TextCursor text) {
    Literals literals = new Literals(text, new Literals.Names(tasks, registers));
    List<@Nullable Object> arguments = new ArrayList<>();
    boolean first = true;
    for (Object parameter : call.parameters()) {
      if (abbreviated && arguments.isEmpty()) {
        arguments.add(Fd.AT_FDCWD);
        continue;
      }
      if (abbreviated && call == SystemCall.UNLINKAT && arguments.size() == 2) {
        arguments.add(AtFlags.AT_REMOVEDIR);
        continue;
      }
      if (call == SystemCall.OPENAT && parameter == Mode.class && text.skip(")")) {
        arguments.add(Mode.NONE);
        return new Call(call, arguments.toArray());
      }
      if (!first) {
        text.expect(",");
      }
      first = false;
      if (parameter instanceof SystemCall.Constant constant) {
        text.expect(constant.name());
      } else {
        arguments.add(argument(parameter, literals));
      }
    }
    text.expect(")");
    return new Call(call, arguments.toArray());
  }

  private static @Nullable Object argument(Object parameter, Literals literals) {
    return switch (parameter) {
      case SystemCall.ListOf list -> literals.read(List.class, list.element(), false);
      case SystemCall.OrNull nullable -> literals.read(nullable.type(), null, true);
      default -> literals.read((Class<?>) parameter, null, false);
    };
  }

  private Scenario.@Nullable Expectation expectation(TextCursor text) {
    if (!text.skip("=")) {
      if (!text.atEnd() && !text.skip("#")) {
        throw text.wrong("what is this");
      }
      return null;
    }
    String rest = text.rest();
    int comment = rest.indexOf(" #");
    String expected = (comment < 0 ? rest : rest.substring(0, comment)).strip();
    Matcher rule = Pattern.compile("(E[A-Z0-9]+)\\s*\\[(\\w+)\\]").matcher(expected);
    if (rule.matches()) {
      return new Scenario.Expectation(rule.group(1), rule.group(2));
    }
    if (expected.startsWith("E") && !Literals.isErrno(expected)) {
      throw text.wrong(expected + " is no error");
    }
    return new Scenario.Expectation(expected, null);
  }
}
