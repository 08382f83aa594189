package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of one word: what is not quoted is split where the characters of IFS stand. */
final class Fields {
  private static final String BLANKS = " \t\n";

  private final String separators;
  private final List<Field> done = new ArrayList<>();
  private @Nullable Field current;

  /** Whether blanks have ended a field, so that another separator after them ends no other. */
  private boolean afterBlanks;

  Fields(String separators) {
    this.separators = separators;
  }

  void addQuoted(String text) {
    current().addQuoted(text);
  }

  void addPlain(String text) {
    current().addPlain(text);
  }

  void addSplit(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (separators.indexOf(c) < 0) {
        addPlain(String.valueOf(c));
      } else if (BLANKS.indexOf(c) >= 0) {
        if (current != null) {
          end();
          afterBlanks = true;
        }
      } else if (afterBlanks) {
        afterBlanks = false;
      } else {
        current();
        end();
      }
    }
  }

  /** Ends a field, if there is one. */
  void end() {
    if (current != null) {
      done.add(current);
      current = null;
    }
  }

  List<Field> all() {
    end();
    return done;
  }

  private Field current() {
    afterBlanks = false;
    if (current == null) {
      current = new Field();
    }
    return current;
  }
}
