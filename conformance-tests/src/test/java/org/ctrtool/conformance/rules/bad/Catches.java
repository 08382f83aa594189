package org.ctrtool.conformance.rules.bad;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntSupplier;

/**
 * Shapes of exception handling: one that is allowed in the named classes, and many that are not
 * anywhere.
 */
public final class Catches {
  private Catches() {}

  public static class Once {
    int call(IntSupplier source) {
      try {
        return source.getAsInt();
      } catch (IllegalStateException refused) {
        return -1;
      }
    }
  }

  public static class InsideOnly {
    int call(IntSupplier source) {
      int before = 1;
      try {
        int inside = source.getAsInt();
        return inside + before;
      } catch (IllegalStateException refused) { // takes the slot of the variable above
        int after = refused.hashCode();
        return after + before;
      }
    }
  }

  static class Twice {
    int call(IntSupplier source) {
      try {
        source.getAsInt();
      } catch (IllegalStateException refused) {
        return -1;
      }
      try {
        return source.getAsInt();
      } catch (IllegalStateException refused) {
        return -1;
      }
    }
  }

  static class TwoKinds {
    int call(IntSupplier source) {
      try {
        return source.getAsInt();
      } catch (IllegalStateException | IllegalArgumentException refused) {
        return -1;
      }
    }
  }

  static class Nested {
    int call(IntSupplier source) {
      try {
        try {
          return source.getAsInt();
        } catch (IllegalStateException refused) {
          return source.getAsInt();
        }
      } catch (IllegalArgumentException refused) {
        return -1;
      }
    }
  }

  static class Finally {
    void call(Runnable body, Runnable last) {
      try {
        body.run();
      } finally {
        last.run();
      }
    }
  }

  static class Resource {
    int call(InputStream bytes) throws IOException {
      try (bytes) {
        return bytes.read();
      }
    }
  }

  static class Locks {
    int call(IntSupplier source) {
      synchronized (source) {
        return source.getAsInt();
      }
    }
  }

  static class SetsAndReads {
    static int call(IntSupplier source) {
      int value = 0;
      try {
        value = source.getAsInt();
      } catch (IllegalStateException refused) {
        return -1;
      }
      return value;
    }
  }

  static class SetsAndReadsInTheHandler {
    static int call(IntSupplier source) {
      int value = 0;
      try {
        value = source.getAsInt();
        return source.getAsInt();
      } catch (IllegalStateException refused) {
        return value;
      }
    }
  }

  static class CountsAndReads {
    static int call(IntSupplier source) {
      int count = 0;
      try {
        count++;
        source.getAsInt();
      } catch (IllegalStateException refused) {
        return count;
      }
      return -1;
    }
  }

  static class SetsForTheNextRound {
    static int call(IntSupplier source) {
      int value = 0;
      while (value < 10) {
        try {
          value += source.getAsInt();
        } catch (IllegalStateException refused) {
          return -1;
        }
      }
      return 0;
    }
  }

  public static class RecordPatterns {
    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Pair(Shape left, Shape right) implements Shape {}

    int call(Shape shape) {
      return switch (shape) {
        case Circle(int radius) -> radius;
        case Pair(Circle(int radius), var right) -> radius;
        case Pair(var left, var right) -> call(left);
      };
    }
  }

  static class EnumSwitch {
    int call(Thread.State state) {
      switch (state) {
        case NEW:
          return 1;
        case BLOCKED:
          return 2;
        default:
          return 0;
      }
    }
  }
}
