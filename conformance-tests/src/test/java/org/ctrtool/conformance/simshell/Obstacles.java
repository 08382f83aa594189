package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ctrtool.conformance.simshell.Syntax.Part;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** Looks through a script for what the simulated machine lacks. */
final class Obstacles {
  /** Programs that are no part of a shell's usual surroundings, whoever is to call them. */
  private static final Set<String> OUTSIDE =
      Set.of("python3", "strace", "gcc", "runc", "bwrap", "mksquashfs");

  /** What stands before the name of a command. */
  private static final Set<String> PREFIXES = Set.of("exec", "command", "-a");

  private final Set<String> programs;
  private final Set<String> functions = new TreeSet<>();
  private final Set<String> written = new TreeSet<>();
  private final Set<String> called = new TreeSet<>();
  private final Set<String> outside = new TreeSet<>();
  private final Map<String, String> values = new TreeMap<>();

  /**
   * Nothing is in the way yet.
   *
   * @param programs the programs there are
   */
  Obstacles(Set<String> programs) {
    this.programs = programs;
  }

  /** The commands that a script calls and that there are not. */
  Set<String> of(Syntax script) {
    look(script);
    Set<String> missing = new TreeSet<>(called);
    missing.removeIf(name -> functions.contains(name) || written.contains(name) || isThere(name));
    missing.addAll(outside);
    return missing;
  }

  private boolean isThere(String name) {
    return Builtins.NAMES.contains(name) || name.contains("/") || programs.contains(name);
  }

  private void look(Syntax syntax) {
    switch (syntax) {
      case Syntax.Sequence sequence -> sequence.parts().forEach(this::look);
      case Syntax.AndOr andOr -> {
        look(andOr.left());
        look(andOr.right());
      }
      case Syntax.Not not -> look(not.command());
      case Syntax.Background behind -> look(behind.command());
      case Syntax.Pipeline pipeline -> pipeline.commands().forEach(this::look);
      case Syntax.Group group -> look(group.body());
      case Syntax.Subshell subshell -> look(subshell.body());
      case Syntax.Redirected redirected -> {
        look(redirected.command());
        lookAt(redirected.redirections());
      }
      case Syntax.For loop -> {
        List<Word> loopValues = loop.values();
        (loopValues == null ? List.<Word>of() : loopValues).forEach(this::look);
        look(loop.body());
      }
      case Syntax.While loop -> {
        look(loop.condition());
        look(loop.body());
      }
      case Syntax.Case choice -> {
        look(choice.word());
        choice.clauses().forEach(clause -> look(clause.body()));
      }
      case Syntax.If choice -> {
        look(choice.condition());
        look(choice.then());
        Syntax otherwise = choice.otherwise();
        if (otherwise != null) {
          look(otherwise);
        }
      }
      case Syntax.Function function -> {
        functions.add(function.name());
        look(function.body());
      }
      case Syntax.Simple simple -> look(simple);
    }
  }

  private void look(Syntax.Simple simple) {
    simple.assignments().forEach(each -> look(each.value()));
    simple.words().forEach(this::look);
    lookAt(simple.redirections());
    for (Syntax.Assignment each : simple.assignments()) {
      String value = each.value().literal();
      if (value != null) {
        values.put(each.name(), value);
      }
    }
    nestedScripts(simple.words());
    command(simple.words());
  }

  private void lookAt(List<Redirection> redirections) {
    for (Redirection each : redirections) {
      look(each.target());
      String name = each.target().literal();
      if (name != null) {
        written.add(name);
      }
    }
  }

  /** The command, by its name or by a variable with its first words. */
  private void command(List<Word> words) {
    int at = 0;
    while (at < words.size() && PREFIXES.contains(nameOf(words.get(at)))) {
      at += nameOf(words.get(at)).equals("-a") ? 2 : 1;
    }
    if (at < words.size() && !nameOf(words.get(at)).isEmpty()) {
      called.add(nameOf(words.get(at)));
    }
  }

  private String nameOf(Word word) {
    String literal = word.literal();
    if (literal != null) {
      return literal;
    }
    boolean isVariable = word.parts().size() == 1 && word.parts().get(0) instanceof Part.Parameter;
    String value =
        isVariable ? values.getOrDefault(((Part.Parameter) word.parts().get(0)).name(), "") : "";
    return value.split(" ", 2)[0];
  }

  /** The scripts in {@code sh -c SCRIPT}, whoever is to run them. */
  private void nestedScripts(List<Word> words) {
    for (int i = 2; i < words.size(); i++) {
      String shell = words.get(i - 2).literal();
      String script = words.get(i).literal();
      boolean isShell = "sh".equals(shell) || "bash".equals(shell);
      boolean isScript = script != null && !script.startsWith("-"); // "-c -c": for debug_shell
      if (isShell && "-c".equals(words.get(i - 1).literal()) && isScript) {
        look(ShellParser.parse(script, "sh".equals(shell) ? Dialect.DASH : Dialect.BASH));
      }
    }
  }

  private void look(Word word) {
    String literal = word.literal();
    if (literal != null) {
      for (String each : literal.split("[ ;|&\n]+")) {
        String name = each.substring(each.lastIndexOf('/') + 1);
        if (OUTSIDE.contains(name)) {
          outside.add(name);
        }
      }
    }
    for (Part part : word.parts()) {
      switch (part) {
        case Part.Text text -> {}
        case Part.Substitution substitution -> look(substitution.command());
        case Part.Arithmetic arithmetic -> look(arithmetic.expression());
        case Part.Parameter parameter -> look(parameter.word());
      }
    }
  }
}
