package org.ctrtool.tools.nsopenfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ctrtool.api.SocketAddress;
import org.ctrtool.tools.grammar.UsageError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTest {
  @ParameterizedTest
  @CsvSource({
    "::, 0:0:0:0:0:0:0:0",
    "::1, 0:0:0:0:0:0:0:1",
    "1::, 1:0:0:0:0:0:0:0",
    "2001:db8::a:B, 2001:db8:0:0:0:0:a:b",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "::ffff:1.2.3.4, 0:0:0:0:0:ffff:102:304",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0"
  })
  void readsAddressesOfVersion6(String word, String groups) {
    assertThat(Local.v6(word + ",7").address())
        .hasToString(
            "{sa_family=AF_INET6, sin6_port=7, sin6_addr=" + groups + ", sin6_scope_id=0}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        ":1",
        "1:",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "12345::",
        "g::",
        "1.2.3.4::",
        "::1.2.3",
        "::1%lo",
        "1:2:3:4:5:6:7:8::",
        "\u0661::",
        "1:2:3:4::5:6:7:8"
      })
  void refusesWhatIsNone(String word) {
    assertThatThrownBy(() -> Local.v6(word + ",7"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("is no IPv");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..2.3", "a.2.3.4", "::1"})
  void refusesWhatIsNoneOfVersion4(String word) {
    assertThatThrownBy(() -> Local.v4(word + ",7"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("is no IPv4 address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4",
        "1.2.3.4,65536",
        "1.2.3.4,1x",
        "1.2.3.4,1,",
        "1.2.3.4,1,a,lo",
        "1.2.3.4,1,I",
        "1.2.3.4,,a"
      })
  void refusesPortsFieldsAndScopes(String word) {
    assertThatThrownBy(() -> Local.v4(word)).isInstanceOf(UsageError.class);
  }

  @Test
  void aScopeIsANameUnlessTheFlagSaysSo() {
    assertThat(Local.v6("fe80::1,1,f,eth0").interfaceName()).isEqualTo("eth0");
    assertThat(Local.v6("fe80::1,1,fI,0x10").address())
        .isEqualTo(new SocketAddress.Inet6(InternetAddress.v6("fe80::1"), 1, 16));
  }

  @Test
  void aUnixPathHas108BytesAtTheMost() {
    assertThat(Local.unix("x".repeat(108)).address())
        .isEqualTo(new SocketAddress.UnixPath("x".repeat(108)));
    assertThatThrownBy(() -> Local.unix("x".repeat(109))).isInstanceOf(UsageError.class);
    assertThatThrownBy(() -> Local.unix("")).isInstanceOf(UsageError.class);
  }
}
