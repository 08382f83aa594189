package org.ctrtool.conformance.simshell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctrtool.api.Environment;
import org.jspecify.annotations.Nullable;

/** A shell's variables: the values, which of them programs get, and which belong to functions. */
final class Variables implements Arithmetic.Names {
  private static final String BLANKS = " \t\n";

  /** What a variable was before a function or a command had it for itself. */
  private record Outer(@Nullable String value, boolean exported) {}

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> exported = new LinkedHashSet<>();
  private final Deque<Map<String, Outer>> scopes = new ArrayDeque<>();

  Variables(Environment environment) {
    for (String each : environment.variables()) {
      int equals = each.indexOf('=');
      if (each.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        values.put(each.substring(0, equals), each.substring(equals + 1));
        exported.add(each.substring(0, equals));
      }
    }
    values.put("IFS", BLANKS);
    exported.remove("IFS");
  }

  /** Those of a subshell. */
  Variables(Variables parent) {
    values.putAll(parent.values);
    exported.addAll(parent.exported);
    parent.scopes.forEach(scope -> scopes.addLast(new LinkedHashMap<>(scope)));
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  @Override
  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  @Override
  public void assign(String name, String value) {
    values.put(name, value);
  }

  void unset(String name) {
    values.remove(name);
    exported.remove(name);
  }

  void export(String name) {
    exported.add(name);
  }

  /** The characters that separate fields. */
  String separators() {
    return values.getOrDefault("IFS", BLANKS);
  }

  /** What a program gets. */
  Environment environment() {
    List<String> list = new ArrayList<>();
    exported.stream()
        .filter(values::containsKey)
        .forEach(name -> list.add(name + "=" + values.get(name)));
    return new Environment(list);
  }

  // Scopes

  void enter() {
    scopes.push(new LinkedHashMap<>());
  }

  boolean isInScope() {
    return !scopes.isEmpty();
  }

  /** From here on a variable belongs to the innermost scope; it keeps its value. */
  void localise(String name) {
    Map<String, Outer> scope = scopes.peek();
    if (scope != null) {
      scope.putIfAbsent(name, new Outer(values.get(name), exported.contains(name)));
    }
  }

  void leave() {
    scopes
        .pop()
        .forEach(
            (name, outer) -> {
              unset(name);
              if (outer.value != null) {
                values.put(name, outer.value);
              }
              if (outer.exported) {
                exported.add(name);
              }
            });
  }
}
