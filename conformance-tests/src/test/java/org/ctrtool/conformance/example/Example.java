package org.ctrtool.conformance.example;

import java.nio.file.Path;

/**
 * A script, and what it prints.
 *
 * @param file where it is written
 * @param line the line of its title
 * @param caller who runs it
 * @param onJvm whether it is also run through the front end on a JVM
 * @param status its exit status
 */
record Example(
    Path file,
    int line,
    String title,
    Caller caller,
    boolean onJvm,
    String script,
    int status,
    String output) {

  /** Who runs a script. */
  enum Caller {
    ROOT("root."),
    USER("user 1234."),
    /** User 0 of a new user namespace that an ordinary user made, in a new mount namespace. */
    USERS_ROOT("user 1234, root in its own new user and mount namespaces.");

    final String words;

    Caller(String words) {
      this.words = words;
    }
  }
}
