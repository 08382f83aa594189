package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final KernelException REFUSED = new KernelException(Errno.EBUSY, "mount(...)");

  @Test
  void aResultIsAResult() {
    Attempt<String> attempt = Attempt.of(() -> "done");

    assertThat(attempt.orThrow()).isEqualTo("done");
    assertThat(attempt.errno()).isNull();
  }

  @Test
  void aRefusalIsAValueUntilSomebodyWantsTheResult() {
    Attempt<String> attempt =
        Attempt.of(
            () -> {
              throw REFUSED;
            });

    assertThat(attempt.errno()).isEqualTo(Errno.EBUSY);
    assertThatThrownBy(attempt::orThrow).isSameAs(REFUSED);
    assertThat(
            Attempt.errno(
                () -> {
                  throw REFUSED;
                }))
        .isEqualTo(Errno.EBUSY);
  }

  @Test
  void onlyRefusalsAreValues() {
    NotModelled other = new NotModelled("quotactl");
    Runnable broken =
        () -> {
          throw other;
        };

    assertThatThrownBy(() -> Attempt.errno(broken)).isSameAs(other);
    assertThatThrownBy(
            () ->
                Attempt.of(
                    () -> {
                      throw other;
                    }))
        .isSameAs(other);
    assertThat(Attempt.failure(broken)).isSameAs(other);
  }
}
