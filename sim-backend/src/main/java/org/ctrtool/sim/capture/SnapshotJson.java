package org.ctrtool.sim.capture;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;

/** The JSON form of a {@link HostSnapshot}. */
public final class SnapshotJson {
  private static final JSON FORM =
      JSON.builder()
          .enable(JSON.Feature.PRETTY_PRINT_OUTPUT)
          .enable(JSON.Feature.FAIL_ON_UNKNOWN_BEAN_PROPERTY)
          .build();

  private SnapshotJson() {}

  /** Writes a snapshot. */
  public static String write(HostSnapshot snapshot) {
    try {
      return FORM.asString(snapshot) + "\n";
    } catch (IOException e) {
      throw new IllegalStateException("a snapshot that cannot be written", e);
    }
  }

  /**
   * Reads a snapshot.
   *
   * @throws IllegalArgumentException if the text is none, or of another version
   */
  public static HostSnapshot read(String json) {
    HostSnapshot snapshot;
    try {
      snapshot = FORM.beanFrom(HostSnapshot.class, json);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a description of a host: " + e.getMessage(), e);
    }
    if (snapshot.version() != HostSnapshot.VERSION) {
      throw new IllegalArgumentException(
          "a description of a host of version "
              + snapshot.version()
              + ", not "
              + HostSnapshot.VERSION);
    }
    return snapshot;
  }
}
