package org.ctrtool.sim;

/** A rule that said no. Inside the simulation only: callers of the kernel see a KernelException. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Rule rule;

  /** Refuses because of {@code rule}. */
  public Refusal(Rule rule) {
    super(rule.name() + " (" + rule.errno() + ")", null, false, false);
    this.rule = rule;
  }

  /** The rule that refused. */
  public Rule rule() {
    return rule;
  }
}
