package org.ctrtool.sim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelNumberTest {
  private static long parsed(String text) {
    return KernelNumber.parse(text).orElseThrow();
  }

  @Test
  void numbersAreTakenAsTheKernelDoes() {
    assertThat(parsed("0")).isZero();
    assertThat(parsed(" +12\n")).isEqualTo(12);
    assertThat(parsed("-7")).isEqualTo(-7);
    assertThat(parsed("0x1F")).isEqualTo(31);
    assertThat(parsed("010")).isEqualTo(8);
    assertThat(parsed("7\0junk")).isEqualTo(7);
    assertThat(parsed("2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(parsed("99999999999999999999")).isGreaterThan(Integer.MAX_VALUE);
  }

  @Test
  void whatIsNoneIsNone() {
    for (String each : new String[] {"", " ", "x", "-", "1 2", "08", "0x", "++1", "+-1"}) {
      assertThat(KernelNumber.parse(each)).as(each).isEmpty();
    }
  }
}
