package org.ctrtool.conformance.scenario;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.SystemCall;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;

/** Writes scenarios as {@link ScenarioParser} reads them. */
public final class ScenarioPrinter {
  private final Literals.Names names;
  private final List<String> openedNames;
  private final Literals.Names known;

  private ScenarioPrinter(Literals.Names names) {
    this.names = names;
    this.openedNames = new ArrayList<>();
    names.registers().forEach(name -> openedNames.add("-1"));
    this.known = new Literals.Names(names.tasks(), openedNames);
  }

  /** The text. */
  public static String print(Scenario scenario) {
    ScenarioPrinter printer =
        new ScenarioPrinter(new Literals.Names(scenario.tasks(), scenario.registers()));
    StringBuilder text = new StringBuilder();
    for (String line : scenario.comment()) {
      text.append(line.isEmpty() ? "#" : "# " + line).append('\n');
    }
    for (Scenario.Entry entry : scenario.entries()) {
      text.append(printer.print(entry)).append('\n');
    }
    return text.toString();
  }

  /** One step. */
  public static String print(Scenario scenario, Script.Step step) {
    ScenarioPrinter printer =
        new ScenarioPrinter(new Literals.Names(scenario.tasks(), scenario.registers()));
    for (int i = 0; i < scenario.registers().size(); i++) {
      printer.openedNames.set(i, scenario.registers().get(i));
    }
    return printer.print(step);
  }

  private String print(Scenario.Entry entry) {
    return switch (entry) {
      case Scenario.Act act -> print(act.step()) + print(act.expected());
      case Scenario.Mountinfo block -> {
        List<String> lines = new ArrayList<>();
        lines.add(names.tasks().get(block.task()) + ": mountinfo");
        block.lines().forEach(line -> lines.add("| " + line));
        yield String.join("\n", lines);
      }
    };
  }

  private static String print(Scenario.@Nullable Expectation expected) {
    if (expected == null) {
      return "";
    }
    String rule = expected.rule();
    return " = " + expected.outcome() + (rule == null ? "" : " [" + rule + "]");
  }

  private String print(Script.Step step) {
    String task = step.task() == 0 ? "" : names.tasks().get(step.task()) + ": ";
    return switch (step) {
      case Script.Fork fork ->
          task
              + names.tasks().get(fork.child())
              + " = clone("
              + fork.flags()
              + (fork.numbers().isEmpty() ? "" : ", " + Literals.print(fork.numbers(), names))
              + ")";
      case Script.Perform perform -> {
        String call = print(perform.call());
        yield task + opened(perform) + call;
      }
    };
  }

  private String opened(Script.Perform perform) {
    if (perform.register() == Script.NONE) {
      return "";
    }
    String first = names.registers().get(perform.register());
    openedNames.set(perform.register(), first);
    if (perform.second() != Script.NONE) {
      openedNames.set(perform.second(), names.registers().get(perform.second()));
    }
    return perform.second() == Script.NONE
        ? first + " = "
        : "(" + first + ", " + names.registers().get(perform.second()) + ") = ";
  }

  private String print(Call call) {
    boolean here = call.argumentCount() > 0 && Fd.AT_FDCWD.equals(call.argument(0));
    if (here && call.name() == SystemCall.MKDIRAT) {
      return "mkdir(" + argument(call, 1) + ", " + argument(call, 2) + ")";
    }
    if (here
        && call.name() == SystemCall.UNLINKAT
        && AtFlags.AT_REMOVEDIR.equals(call.argument(2))) {
      return "rmdir(" + argument(call, 1) + ")";
    }
    List<String> arguments = new ArrayList<>();
    int i = 0;
    for (Object parameter : call.name().parameters()) {
      if (parameter instanceof SystemCall.Constant constant) {
        arguments.add(constant.name());
      } else if (call.name() != SystemCall.OPENAT || !Mode.NONE.equals(call.argument(i))) {
        arguments.add(argument(call, i++));
      }
    }
    return call.name().callName() + "(" + String.join(", ", arguments) + ")";
  }

  private String argument(Call call, int i) {
    return Literals.print(call.argument(i), known);
  }
}
