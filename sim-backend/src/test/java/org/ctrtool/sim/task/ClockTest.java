package org.ctrtool.sim.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.api.Timespec;
import org.ctrtool.sim.ns.TimeNamespace;
import org.junit.jupiter.api.Test;

class ClockTest {
  private final TimeNamespace.Offsets offsets =
      new TimeNamespace.Offsets(new Timespec(-2, 999_999_999), new Timespec(10, 1));

  @Test
  void clocksThatCountFromTheStartAreAheadByTheOffsets() {
    Clock clock = new Clock(1000);
    clock.advanceTo(5_000_000_002L);

    assertThat(clock.read(1, offsets)).isEqualTo(new Timespec(4, 1));
    assertThat(clock.read(7, offsets)).isEqualTo(new Timespec(15, 3));
    assertThat(clock.read(0, offsets)).isEqualTo(new Timespec(1005, 2));
  }
}
