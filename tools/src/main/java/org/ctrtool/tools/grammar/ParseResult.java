package org.ctrtool.tools.grammar;

/**
 * What came of an argument vector.
 *
 * @param <B> the request
 */
public sealed interface ParseResult<B> {
  /**
   * A request to carry out.
   *
   * @param request what the options and operands made
   */
  record Parsed<B>(B request) implements ParseResult<B> {}

  /** The user asked for help. */
  record HelpWanted<B>() implements ParseResult<B> {}

  /** The user asked for the version. */
  record VersionWanted<B>() implements ParseResult<B> {}

  /**
   * A usage error.
   *
   * @param what what is wrong, in one line
   */
  record Mistake<B>(String what) implements ParseResult<B> {}
}
