package org.ctrtool.conformance.example;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A script, and what it prints.
 *
 * @param file where it is written
 * @param line the line of its title
 * @param caller who runs it
 * @param onJvm whether it is also run through the front end on a JVM
 * @param notOnModel why it cannot be run on the simulated kernel, null if it can, as far as only
 *     the kernel matters
 * @param status its exit status
 */
public record Example(
    Path file,
    int line,
    String title,
    Caller caller,
    boolean onJvm,
    @Nullable String notOnModel,
    String script,
    int status,
    String output) {

  /** Who runs a script. */
  public enum Caller {
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
