package org.ctrtool.tools.grammar;

import java.util.List;

/**
 * The operands of a tool: what is left when options are taken away.
 *
 * @param place where they may stand
 * @param placeholder what they are called in help
 * @param least how many there must be
 * @param most how many there may be
 * @param action what they do to the request
 * @param <B> the request
 */
public record Operands<B>(Place place, String placeholder, int least, int most, Action<B> action) {
  /** Where operands may stand. */
  public enum Place {
    /** Anywhere; the first one ends the options if POSIXLY_CORRECT is set. */
    ANYWHERE,
    /** After the options: the first one ends them. */
    LAST,
    /** Anywhere, and each takes effect where it stands. */
    IN_PLACE
  }

  /**
   * What operands do to the request.
   *
   * @param <B> the request
   */
  @FunctionalInterface
  public interface Action<B> {
    /** Takes all operands, or the one that stands here if they take effect in place. */
    void take(B request, List<String> words);
  }
}
