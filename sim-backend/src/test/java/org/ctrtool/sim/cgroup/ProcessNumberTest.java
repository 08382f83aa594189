package org.ctrtool.sim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessNumberTest {
  @Test
  void numbersAreTakenAsTheKernelDoes() {
    assertThat(ProcessNumber.parse("0")).isZero();
    assertThat(ProcessNumber.parse(" +12\n")).isEqualTo(12);
    assertThat(ProcessNumber.parse("0x1F")).isEqualTo(31);
    assertThat(ProcessNumber.parse("010")).isEqualTo(8);
    assertThat(ProcessNumber.parse("2147483647")).isEqualTo(Integer.MAX_VALUE);
    assertThat(ProcessNumber.parse("7\0junk")).isEqualTo(7);
  }

  @Test
  void whatIsNoneIsNone() {
    for (String each :
        new String[] {
          "", " ", "x", "-1", "1 2", "08", "0x", "2147483648", "++1", "99999999999999999999"
        }) {
      assertThat(ProcessNumber.parse(each)).as(each).isEqualTo(-1);
    }
  }
}
