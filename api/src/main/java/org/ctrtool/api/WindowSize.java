package org.ctrtool.api;

/**
 * The size of a terminal; see ioctl_tty(2), {@code TIOCGWINSZ}.
 *
 * @param rows lines
 * @param columns characters in a line
 */
public record WindowSize(int rows, int columns) {
  @Override
  public String toString() {
    return "{ws_row=" + rows + ", ws_col=" + columns + "}";
  }
}
