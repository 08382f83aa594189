package org.ctrtool.nativebackend;

/** The exception of the random methods: it carries a number, as a refused call carries an errno. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  public final transient int number;

  public Refusal(int number) {
    super("refused " + number);
    this.number = number;
  }
}
