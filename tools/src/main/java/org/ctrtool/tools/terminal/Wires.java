package org.ctrtool.tools.terminal;

import org.ctrtool.api.Fd;
import org.jspecify.annotations.Nullable;

/**
 * The relay's ends of what a program has as its standard descriptors. None of them blocks.
 *
 * @param terminal the master of the program's terminal; null if it has pipes
 * @param slave the other side of that terminal, kept open until the program has ended: until then
 *     the terminal is there even if nobody else has it open; null if there is none
 * @param input where the program's input is written
 * @param output where its output is read
 * @param errors where its standard error is read; null if that is the same as its output
 */
public record Wires(
    @Nullable Fd terminal, @Nullable Fd slave, Fd input, Fd output, @Nullable Fd errors) {
  /** A program with a terminal. */
  public static Wires terminal(Fd master, Fd slave, @Nullable Fd errors) {
    return new Wires(master, slave, master, master, errors);
  }

  /** A program with pipes. */
  public static Wires pipes(Fd input, Fd output, @Nullable Fd errors) {
    return new Wires(null, null, input, output, errors);
  }
}
