package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The search of execvp(3). */
class ProgramSearchTest {
  private static final Environment NONE = new Environment(List.of());
  private final List<String> tried = new ArrayList<>();

  @Test
  void directoriesAreTriedInOrder() {
    assertThat(search("ls", "/a::/b", Map.of())).isEqualTo("execvp(\"ls\"): ENOENT");
    assertThat(tried).containsExactly("/a/ls", "ls", "/b/ls");
  }

  @Test
  void aNameWithASlashIsTakenAsItIs() {
    assertThat(search("./ls", "/a", Map.of("./ls", Errno.EACCES))).contains("EACCES");
    assertThat(tried).containsExactly("./ls");
  }

  @Test
  void aProgramThatMayNotBeExecutedIsRememberedWhileOthersAreTried() {
    assertThat(search("ls", "/a:/b", Map.of("/a/ls", Errno.EACCES)))
        .isEqualTo("execve(\"/a/ls\", [\"ls\", \"-l\"], /* 0 vars */): EACCES");
    assertThat(tried).containsExactly("/a/ls", "/b/ls");
  }

  @Test
  void anyOtherRefusalEndsTheSearch() {
    assertThat(search("ls", "/a:/b", Map.of("/a/ls", Errno.E2BIG))).contains("E2BIG");
    assertThat(tried).containsExactly("/a/ls");
  }

  @Test
  void aFileOfNoKnownFormatIsGivenToTheShell() {
    assertThat(search("ls", "/a", Map.of("/a/ls", Errno.ENOEXEC, "/bin/sh", Errno.EPERM)))
        .isEqualTo("execve(\"/bin/sh\", [\"/bin/sh\", \"/a/ls\", \"-l\"], /* 0 vars */): EPERM");
  }

  @Test
  void anEmptyNameIsNotSearchedFor() {
    assertThat(search("", "/a", Map.of())).contains("execve(\"\"").contains("ENOENT");
  }

  private @Nullable String search(String file, String path, Map<String, Errno> answers) {
    ChildCalls kernel =
        new ChildCalls() {
          @Override
          public @Nullable Object perform(Call call) {
            tried.add(call.text(0));
            throw new KernelException(
                answers.getOrDefault(call.text(0), Errno.ENOENT), call.toString());
          }
        };
    List<String> argv = List.of(file.isEmpty() ? "ls" : file, "-l");
    Throwable failure = Attempt.failure(() -> kernel.execvpe(file, argv, NONE, path));
    return failure == null ? null : failure.getMessage();
  }
}
