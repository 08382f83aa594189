package org.ctrtool.tools.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Places in a root that somebody else filled. */
class TargetTest {
  private static final Fd ROOT = new Fd(3);
  private static final String WITHIN =
      "{flags=O_RDONLY|O_CLOEXEC|O_PATH, resolve=RESOLVE_NO_MAGICLINKS|RESOLVE_IN_ROOT})";

  private final Steps steps = new Steps();

  @Test
  void aDirectoryIsMadeNameByNameEachInItsOpenedParent() {
    Fd place = new Target(steps, ROOT).make("/mnt/a/b", true);

    assertThat(place).isEqualTo(new Fd(12));
    assertThat(steps.made)
        .containsExactly(
            "mkdirat(3, \"mnt\", 0755)",
            "openat2(3, \"/mnt\", " + WITHIN,
            "mkdirat(10, \"a\", 0755)",
            "openat2(3, \"/mnt/a\", " + WITHIN,
            "close(10)",
            "mkdirat(11, \"b\", 0755)",
            "openat2(3, \"/mnt/a/b\", " + WITHIN,
            "close(11)");
  }

  @Test
  void theLastNameOfAFileIsAFile() {
    new Target(steps, ROOT).make("/etc/hosts", false);

    assertThat(steps.made)
        .containsExactly(
            "mkdirat(3, \"etc\", 0755)",
            "openat2(3, \"/etc\", " + WITHIN,
            "mknodat(10, \"hosts\", S_IFREG|0644, makedev(0, 0))",
            "openat2(3, \"/etc/hosts\", " + WITHIN,
            "close(10)");
  }

  @Test
  void whatIsThereStays() {
    steps.exists = true;

    assertThat(new Target(steps, ROOT).make("/a", true)).isEqualTo(new Fd(10));
    assertThat(steps.made).hasSize(2);
  }

  @Test
  void whatIsOnlyOpenedIsNotMade() {
    new Target(steps, ROOT).open("/home/me");

    assertThat(steps.made).containsExactly("openat2(3, \"/home/me\", " + WITHIN);
  }

  private static final class Steps extends ChildCalls {
    private final List<String> made = new ArrayList<>();
    private boolean exists;
    private int next = 10;

    @Override
    public @Nullable Object perform(Call call) {
      made.add(call.toString());
      if (exists && call.name() == SystemCall.MKDIRAT) {
        throw new KernelException(Errno.EEXIST, call.toString());
      }
      return call.name().result() == SystemCall.Result.DESCRIPTOR ? new Fd(next++) : null;
    }
  }
}
