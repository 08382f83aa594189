package org.ctrtool.conformance.rules.bad;

import com.sun.jna.Native;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What no module that is compiled to C may do; one class for each rule. */
public final class NotTeavmSafe {
  public static class Reflects {
    Method[] call() {
      return String.class.getMethods();
    }
  }

  public static class UsesFiles {
    Path call() {
      return Path.of("/");
    }
  }

  public static class UsesConcurrency {
    AtomicInteger call() {
      return new AtomicInteger();
    }
  }

  public static class StartsAThread {
    void call() {
      new Thread(() -> {}).start();
    }
  }

  public static class UsesRegex {
    Pattern call() {
      return Pattern.compile("a");
    }
  }

  public static class Splits {
    String[] call() {
      return "a,b".split(",");
    }
  }

  /** As a method reference, which is no call in the class file. */
  public static class Formats {
    Function<Object, String> call() {
      return "%s"::formatted;
    }
  }

  public static class UsesAFormatter {
    String call() {
      try (Formatter formatter = new Formatter()) {
        return formatter.toString();
      }
    }
  }

  public static class UsesJna {
    int call() {
      return Native.getLastError();
    }
  }

  public static class Prints {
    void call() {
      System.out.println();
    }
  }

  public static class UsesTheRuntime {
    long call() {
      return Runtime.getRuntime().freeMemory();
    }
  }

  public static class UsesRandom {
    int call() {
      return new Random(1).nextInt();
    }
  }

  public static class UsesMathRandom {
    double call() {
      return Math.random();
    }
  }

  public static class Hashes {
    Map<String, String> call() {
      return new HashMap<>();
    }
  }

  public static class MakesASetOf {
    Set<String> call() {
      return Set.of("a", "b");
    }
  }

  public static class MakesAMapOf {
    Map<String, String> call() {
      return Map.of("a", "b");
    }
  }

  public static class CollectsUnordered {
    Set<String> call() {
      return List.of("a").stream().collect(Collectors.toSet());
    }
  }
}
