package org.ctrtool.tools.mountseq;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotPathsTest {
  @ParameterizedTest
  @CsvSource({
    "a/., a",
    "a/./, a",
    "a//.//./, a",
    "a/b/.., a",
    "a/b/c/../.., a",
    "a/b/./../., a",
    "/a/b/.., /a",
    "a/../b/., a/../b",
    "../a/., ../a",
    "a/b/../c/.., a",
  })
  void dotsAtTheEndGo(String path, String place) {
    assertThat(DotPaths.withoutDots(path)).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", ".", "..", "a", "a/", "a/../b", "a/...", "a/..", "/..", "a/../.."})
  void otherPathsStay(String path) {
    assertThat(DotPaths.withoutDots(path)).isEqualTo(path);
  }
}
