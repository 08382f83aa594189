package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ctrtool.api.Kernel;
import org.ctrtool.conformance.simshell.Syntax.Word;
import org.ctrtool.sim.SimHost;
import org.jspecify.annotations.Nullable;

/** A shell and utilities for simulated machines. */
public final class SimShell {
  private SimShell() {}

  /** Installs the shell, as {@code sh} and {@code bash}, and the utilities. */
  public static void installInto(SimHost host, String directory) {
    Utilities.ALL.forEach((name, program) -> host.program(directory + name, program));
  }

  /** The content of a file. */
  public static String read(Kernel kernel, String path) {
    return Streams.readFile(kernel, path);
  }

  /**
   * Why a script is one for a real shell, null if it is not.
   *
   * @param more programs there are besides the utilities
   */
  public static @Nullable String obstacle(String script, Set<String> more) {
    try {
      Syntax syntax = ShellParser.parse(script);
      Set<String> functions = new TreeSet<>();
      Set<String> missing = new TreeSet<>();
      new Names(functions, missing, more).of(syntax);
      missing.removeAll(functions);
      return missing.isEmpty() ? null : "no " + String.join(", ", missing);
    } catch (Syntax.Unsupported unsupported) {
      return unsupported.getMessage();
    }
  }

  /** Collects the functions that a script defines, and the commands it calls that are unknown. */
  private record Names(Set<String> functions, Set<String> missing, Set<String> more) {
    void of(Syntax syntax) {
      switch (syntax) {
        case Syntax.Sequence sequence -> sequence.parts().forEach(this::of);
        case Syntax.AndOr andOr -> {
          of(andOr.left());
          of(andOr.right());
        }
        case Syntax.Not not -> of(not.command());
        case Syntax.Background behind -> of(behind.command());
        case Syntax.Pipeline pipeline -> pipeline.commands().forEach(this::of);
        case Syntax.Group group -> of(group.body());
        case Syntax.For loop -> {
          loop.values().forEach(this::of);
          of(loop.body());
        }
        case Syntax.While loop -> {
          of(loop.condition());
          of(loop.body());
        }
        case Syntax.If choice -> {
          of(choice.condition());
          of(choice.then());
          Syntax otherwise = choice.otherwise();
          if (otherwise != null) {
            of(otherwise);
          }
        }
        case Syntax.Function function -> {
          functions.add(function.name());
          of(function.body());
        }
        case Syntax.Simple simple -> ofSimple(simple);
      }
    }

    private void ofSimple(Syntax.Simple simple) {
      simple.assignments().forEach(each -> of(each.value()));
      simple.words().forEach(this::of);
      ofNestedScripts(simple.words());
      for (Word word : simple.words()) {
        String name = word.literal();
        if (name == null || !name.equals("exec")) {
          check(name == null ? "a command by variable" : name);
          return;
        }
      }
    }

    /** The scripts in {@code sh -c SCRIPT}, whoever is to run them. */
    private void ofNestedScripts(List<Word> words) {
      for (int i = 2; i < words.size(); i++) {
        String shell = words.get(i - 2).literal();
        String script = words.get(i).literal();
        boolean isShell = "sh".equals(shell) || "bash".equals(shell);
        if (isShell && "-c".equals(words.get(i - 1).literal()) && script != null) {
          of(ShellParser.parse(script));
        }
      }
    }

    private void check(String name) {
      boolean known =
          Builtins.NAMES.contains(name) || Utilities.ALL.containsKey(name) || more.contains(name);
      if (!known) {
        missing.add(name);
      }
    }

    private void of(Word word) {
      for (Syntax.Part part : word.parts()) {
        if (part instanceof Syntax.Part.Substitution substitution) {
          of(substitution.command());
        }
      }
    }
  }
}
