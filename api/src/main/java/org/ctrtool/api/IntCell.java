package org.ctrtool.api;

/**
 * An {@code int} that a call takes by address.
 *
 * @param value the number
 */
public record IntCell(int value) {
  @Override
  public String toString() {
    return "[" + value + "]";
  }
}
