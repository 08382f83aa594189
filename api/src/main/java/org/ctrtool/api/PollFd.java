package org.ctrtool.api;

/**
 * A descriptor and events: what ppoll(2) is asked for, and what it answers.
 *
 * @param fd the descriptor
 * @param events the events
 */
public record PollFd(Fd fd, PollEvents events) {
  @Override
  public String toString() {
    return "{fd=" + fd + ", events=" + events + "}";
  }
}
