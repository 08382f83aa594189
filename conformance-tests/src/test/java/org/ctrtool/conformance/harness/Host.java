package org.ctrtool.conformance.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;

/** What this host lets tests do. Found out once, and printed. */
public final class Host {
  private static final @Nullable String OBSTACLE = findObstacle();

  private Host() {}

  private static @Nullable String findObstacle() {
    String obstacle = AgentSubject.obstacle();
    System.out.println(
        "the real kernel through the static binary: "
            + (obstacle == null ? "can be tested" : obstacle));
    return obstacle;
  }

  /** Skips the test where no agent can work. */
  public static void assumeAgent() {
    assumeTrue(OBSTACLE == null, () -> String.valueOf(OBSTACLE));
  }
}
