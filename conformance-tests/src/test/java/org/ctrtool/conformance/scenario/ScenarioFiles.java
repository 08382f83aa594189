package org.ctrtool.conformance.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The scenario files of this module. */
public final class ScenarioFiles {
  private ScenarioFiles() {}

  /** All of them, by name. */
  public static List<Path> all() {
    Path root = root();
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".scenario")).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The folder they are in. */
  public static Path root() {
    URL folder = Objects.requireNonNull(ScenarioFiles.class.getResource("/scenarios"));
    try {
      return Path.of(folder.toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads one. */
  public static Scenario read(Path file) {
    try {
      return ScenarioParser.parse(Files.readString(file));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }
}
