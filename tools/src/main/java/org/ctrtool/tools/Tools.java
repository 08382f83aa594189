package org.ctrtool.tools;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools there are.
 *
 * @param list in the order in which help lists them
 */
public record Tools(List<Tool<?>> list) {
  /** No tools at all. */
  public static final Tools NONE = new Tools(List.of());

  /** Takes a copy of the list. */
  public Tools {
    list = List.copyOf(list);
  }

  /** The tool with this name or alias, null if there is none. */
  public @Nullable Tool<?> find(String name) {
    for (Tool<?> tool : list) {
      if (tool.name().equals(name) || tool.aliases().contains(name)) {
        return tool;
      }
    }
    return null;
  }

  /** The tools without those that only ctrtool itself calls: their names begin with {@code _}. */
  public List<Tool<?>> forPeople() {
    List<Tool<?>> shown = new ArrayList<>();
    for (Tool<?> tool : list) {
      if (!tool.name().startsWith("_")) {
        shown.add(tool);
      }
    }
    return shown;
  }

  /** The names and aliases that people use. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (Tool<?> tool : forPeople()) {
      names.add(tool.name());
      names.addAll(tool.aliases());
    }
    return names;
  }
}
