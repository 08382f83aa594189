package org.ctrtool.sim.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctrtool.api.OsStrings;

/** A JSON object whose fields are all to be asked for, each for its type. */
final class JsonFields {
  private final String place;
  private final Map<?, ?> fields;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * An object.
   *
   * @param place where it is in the whole, for messages; empty for the whole
   */
  JsonFields(String place, Map<?, ?> fields) {
    this.place = place;
    this.fields = fields;
  }

  /** The names of all fields. */
  List<String> names() {
    return fields.keySet().stream().map(String::valueOf).toList();
  }

  /** Nobody will ask any more: what was not asked for is not known. */
  void end() {
    for (String name : names()) {
      if (!asked.contains(name)) {
        throw unknown(name);
      }
    }
  }

  SnapshotException unknown(String name) {
    return new SnapshotException("unknown field " + named(name));
  }

  /** Refuses a field that is not what it must be. */
  void require(boolean condition, String name, String what) {
    if (!condition) {
      throw new SnapshotException("field " + named(name) + " is not " + what);
    }
  }

  private String named(String name) {
    return OsStrings.quoted(place.isEmpty() ? name : place + "." + name);
  }

  private <T> T required(String name, Class<T> type, String what) {
    asked.add(name);
    if (!fields.containsKey(name)) {
      throw new SnapshotException("field " + named(name) + " is missing");
    }
    Object value = fields.get(name);
    require(type.isInstance(value), name, what);
    return type.cast(value);
  }

  String text(String name) {
    return required(name, String.class, "a text");
  }

  String textOr(String name, String otherwise) {
    return fields.containsKey(name) ? text(name) : otherwise;
  }

  boolean flag(String name) {
    return required(name, Boolean.class, "true or false");
  }

  boolean flagOr(String name, boolean otherwise) {
    return fields.containsKey(name) ? flag(name) : otherwise;
  }

  int integer(String name) {
    long number = longNumber(name);
    require(number == (int) number, name, "a small number");
    return (int) number;
  }

  int integerOr(String name, int otherwise) {
    return fields.containsKey(name) ? integer(name) : otherwise;
  }

  long longNumber(String name) {
    return whole(name, required(name, Number.class, "a number"));
  }

  private long whole(String name, Object value) {
    require(value instanceof Integer || value instanceof Long, name, "a whole number");
    return ((Number) value).longValue();
  }

  /** The number that a text is. */
  long number(String name, String text, int base) {
    try {
      return Long.parseUnsignedLong(text, base);
    } catch (NumberFormatException none) {
      throw new SnapshotException("field " + named(name) + " is not a number: " + text);
    }
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object each : required(name, List.class, "a list")) {
      require(each instanceof String, name, "a list of texts");
      texts.add((String) each);
    }
    return texts;
  }

  List<Long> numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    for (Object each : required(name, List.class, "a list")) {
      numbers.add(whole(name, each));
    }
    return numbers;
  }

  JsonFields object(String name) {
    Map<?, ?> object = required(name, Map.class, "an object");
    return new JsonFields(place.isEmpty() ? name : place + "." + name, object);
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (Object each : required(name, List.class, "a list")) {
      require(each instanceof Map, name, "a list of objects");
      objects.add(new JsonFields(name + "[" + objects.size() + "]", (Map<?, ?>) each));
    }
    return objects;
  }
}
