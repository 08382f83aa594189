package org.ctrtool.sim;

/** Checks in the order in which the kernel makes them, one line each. */
public final class Refuse {
  private Refuse() {}

  /** Refuses the call if {@code condition} holds. */
  public static void when(boolean condition, Rule rule) {
    if (condition) {
      throw new Refusal(rule);
    }
  }

  /** Refuses the call unless {@code condition} holds. */
  public static void unless(boolean condition, Rule rule) {
    if (!condition) {
      throw new Refusal(rule);
    }
  }
}
