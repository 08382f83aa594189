package org.ctrtool.tools.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({"0,0", "7,7", "0x1F,31", "0X1f,31", "017,15", "00,0", "4294967295,4294967295"})
  void numbersInThreeBases(String word, long value) {
    assertThat(Values.number(word, 0, Long.MAX_VALUE)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-1", "+1", " 1", "1 ", "08", "0x", "0xg", "1k", "18446744073709551616"})
  void otherWordsAreNoNumbers(String word) {
    assertThatThrownBy(() -> Values.unsigned(word))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("is not a number from 0 to 18446744073709551615");
  }

  @Property
  void everyNumberIsReadInEachBase(@ForAll long bits) {
    assertThat(Values.unsigned(Long.toUnsignedString(bits))).isEqualTo(bits);
    assertThat(Values.unsigned("0x" + Long.toHexString(bits))).isEqualTo(bits);
    assertThat(Values.unsigned("0" + Long.toOctalString(bits))).isEqualTo(bits);
  }

  @Property
  void noWordIsReadOutsideItsRange(@ForAll long bits) {
    String word = Long.toUnsignedString(bits);
    boolean inRange = bits >= 5 && bits <= 1000;

    if (inRange) {
      assertThat(Values.number(word, 5, 1000)).isEqualTo(bits);
    } else {
      assertThatThrownBy(() -> Values.number(word, 5, 1000)).isInstanceOf(UsageError.class);
    }
  }

  @Test
  void modesAreOctal() {
    assertThat(Values.mode("755").bits()).isEqualTo(0755);
    assertThat(Values.mode("01777").bits()).isEqualTo(01777);
    for (String word : List.of("", "9", "abc", "0x1ff", "0o7", "10000", "77777777777777", "-7")) {
      assertThatThrownBy(() -> Values.mode(word)).as(word).isInstanceOf(UsageError.class);
    }
  }

  @Test
  void listsSkipEmptyFields() {
    assertThat(Values.list("1,,0x10,", v -> Values.integer(v, 0, 99))).containsExactly(1, 16);
    assertThat(Values.list("", v -> Values.integer(v, 0, 99))).isEmpty();
  }

  @Test
  void booleansIgnoreCaseAndTakeNumbers() {
    for (String word : List.of("YES", "true", "On", "1", "7", "0x10")) {
      assertThat(Values.bool(word)).as(word).isTrue();
    }
    for (String word : List.of("NO", "False", "off", "0", "00")) {
      assertThat(Values.bool(word)).as(word).isFalse();
    }
    for (String word : List.of("maybe", "", "-1", "y")) {
      assertThatThrownBy(() -> Values.bool(word)).as(word).isInstanceOf(UsageError.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "term,15",
    "SIGTERM,15",
    "sigTerm,15",
    "15,15",
    "0xf,15",
    "017,15",
    "SIG15,15",
    "iot,6",
    "cld,17",
    "RTMIN,34",
    "rtmin+3,37",
    "SIGRTMAX,64",
    "RTMAX-1,63",
    "sys,31",
    "hup,1"
  })
  void signalsHaveNamesAndNumbers(String word, int number) {
    assertThat(Signals.signal(word)).isEqualTo(new Signal(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65", "15x", "", "-1", "foo", "rtmin+31", "sig", "rtmax+1"})
  void otherWordsAreNoSignals(String word) {
    assertThatThrownBy(() -> Signals.signal(word)).isInstanceOf(UsageError.class);
  }

  @Test
  void everyNamedSignalIsFound() {
    for (int number = 1; number <= 31; number++) {
      assertThat(Signals.signal(new Signal(number).toString()).number()).isEqualTo(number);
    }
  }

  @Test
  void securebitsAreListsOfNamesOrBits() {
    assertThat(SecurebitNames.set("noroot,SECBIT_KEEP_CAPS_LOCKED,no-setuid-fixup"))
        .isEqualTo(new Securebits(0x25));
    assertThat(SecurebitNames.set("0x2f")).isEqualTo(new Securebits(0x2f));
    assertThatThrownBy(() -> SecurebitNames.set("noroot,")).isInstanceOf(UsageError.class);
  }

  @Test
  void capabilitiesAreListsOfNamesOrBits() {
    assertThat(CapabilityNames.set("chown,CAP_KILL"))
        .isEqualTo(CapabilitySet.of(Capability.CAP_CHOWN, Capability.CAP_KILL));
    assertThat(CapabilityNames.set("all,-sys_admin"))
        .isEqualTo(CapabilitySet.ALL.without(Capability.CAP_SYS_ADMIN));
    assertThat(CapabilityNames.set("-cap_sys_admin"))
        .isEqualTo(CapabilitySet.ALL.without(Capability.CAP_SYS_ADMIN));
    assertThat(CapabilityNames.set("none")).isEqualTo(CapabilitySet.NONE);
    assertThat(CapabilityNames.set("0x21"))
        .isEqualTo(CapabilitySet.of(Capability.CAP_CHOWN, Capability.CAP_KILL));
    assertThatThrownBy(() -> CapabilityNames.set("sys_admn"))
        .hasMessage("\"sys_admn\" is no capability, did you mean sys_admin?");
    for (Capability each : Capability.values()) {
      assertThat(CapabilityNames.capability(each.name())).isEqualTo(each);
    }
  }

  @Test
  void idMapsAreReadAndTheirDefectsSaid() {
    assertThat(IdMaps.map("0.100000.10:1000.1000.1"))
        .isEqualTo(
            new IdMap(List.of(new IdMap.Extent(0, 100000, 10), new IdMap.Extent(1000, 1000, 1))));
    assertThat(IdMaps.map("00.000100000.010"))
        .isEqualTo(new IdMap(List.of(new IdMap.Extent(0, 100000, 10))));
    assertThatThrownBy(() -> IdMaps.map("0.0x10.1"))
        .hasMessage("\"0x10\" is not a number from 0 to 4294967295");
    assertThatThrownBy(() -> IdMaps.map("0.0.4294967296")).isInstanceOf(UsageError.class);
    assertThatThrownBy(() -> IdMaps.map("0.0.1:0.5.1")).hasMessageContaining("overlap");
    assertThatThrownBy(() -> IdMaps.map("0.0.0")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> IdMaps.map("zzz")).hasMessage("\"zzz\" is not INSIDE.OUTSIDE.COUNT");
    assertThatThrownBy(() -> IdMaps.map("0.0.x")).isInstanceOf(UsageError.class);
  }

  @Test
  void limitsHaveSoftAndHardParts() {
    RLimit before = new RLimit(1, 2);

    assertThat(Limits.limit("nofile=100:200").applied(before)).isEqualTo(new RLimit(100, 200));
    assertThat(Limits.limit("NOFILE=50").applied(before)).isEqualTo(new RLimit(50, 50));
    assertThat(Limits.limit("n=:250").applied(before)).isEqualTo(new RLimit(1, 250));
    assertThat(Limits.limit("n=0x40:").applied(before)).isEqualTo(new RLimit(64, 2));
    assertThat(Limits.limit("core=Unlimited").applied(before))
        .isEqualTo(new RLimit(RLimit.INFINITY, RLimit.INFINITY));
    assertThat(Limits.limit("n=:").applied(before)).isEqualTo(before);
    for (String word : List.of("nofile", "nofile=", "nofile=x", "foo=1", "nofile=5:y", "=1")) {
      assertThatThrownBy(() -> Limits.limit(word)).as(word).isInstanceOf(UsageError.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "as,v",
    "core,c",
    "cpu,t",
    "data,d",
    "fsize,f",
    "locks,x",
    "memlock,l",
    "msgqueue,q",
    "nice,e",
    "nofile,n",
    "nproc,u",
    "rss,m",
    "rtprio,r",
    "rttime,y",
    "sigpending,i",
    "stack,s"
  })
  void limitsHaveNamesAndLetters(String name, String letter) {
    Resource resource = Limits.resource(letter);

    assertThat(Limits.resource(name)).isEqualTo(resource);
    assertThat(resource.name()).isEqualToIgnoringCase("rlimit_" + name);
  }

  @Test
  void suggestionsAreNear() {
    List<String> tools = List.of("mount_seq", "set_fds", "init", "launcher");

    assertThat(Suggestion.nearest("mout_seq", tools)).isEqualTo("mount_seq");
    assertThat(Suggestion.nearest("lanucher", tools)).isEqualTo("launcher");
    assertThat(Suggestion.nearest("bogus", tools)).isNull();
    assertThat(Suggestion.nearest("", tools)).isNull();
  }
}
