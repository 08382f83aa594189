package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValueTypesTest {
  @ParameterizedTest
  @CsvSource({
    "1, EPERM, Operation not permitted",
    "11, EAGAIN, Resource temporarily unavailable",
    "22, EINVAL, Invalid argument",
    "40, ELOOP, Too many levels of symbolic links",
    "132, ERFKILL, Operation not possible due to RF-kill"
  })
  void anErrorNumberHasItsNameAndItsText(int number, String name, String text) {
    assertThat(new Errno(number)).hasToString(name);
    assertThat(new Errno(number).description()).isEqualTo(text);
  }

  @Property
  void aNumberWithoutANameIsKept(@ForAll @IntRange(min = 134, max = 4095) int number) {
    assertThat(new Errno(number).toString()).contains(Integer.toString(number));
    assertThat(new Errno(number).description()).isEqualTo("Unknown error " + number);
  }

  @Example
  void aSocketOptionHasNoNameOfAnother() {
    assertThat(SocketOption.SO_REUSEPORT).hasToString("SOL_SOCKET, SO_REUSEPORT");
    assertThat(new SocketOption(1, 1 << 16 | 15)).hasToString("SOL_SOCKET, 65551");
    assertThat(new SocketOption(0, 1 << 16 | 15)).hasToString("SOL_IP, 65551");
    assertThat(new SocketOption(1 << 16, 15)).hasToString("65536, 15");
  }

  static Stream<Class<?>> flagTypes() {
    return KernelMethods.of(Kernel.class).stream()
        .flatMap(method -> Stream.of(method.getParameterTypes()))
        .filter(Flags.class::isAssignableFrom)
        .distinct();
  }

  /** What is written stands for exactly the bits: each name for its constant, the rest in hex. */
  @ParameterizedTest
  @MethodSource("flagTypes")
  void everyBitOfAFlagTypeIsWritten(Class<? extends Flags> type) throws Exception {
    for (int bit = 0; bit < 64; bit++) {
      long bits = 1L << bit;
      for (long more : new long[] {0, 1L << (bit + 7 & 63), 1L << 62}) {
        Flags flags = of(type, bits | more);

        assertThat(bitsOf(type, flags.toString())).as("%s", flags).isEqualTo(bits | more);
      }
    }
    assertThat(of(type, 0).toString()).isIn("0", "O_RDONLY");
  }

  private static Flags of(Class<? extends Flags> type, long bits) throws Exception {
    return type.getConstructor(long.class).newInstance(bits);
  }

  private static long bitsOf(Class<? extends Flags> type, String text) throws Exception {
    long bits = 0;
    for (String name : text.split("\\|")) {
      if (name.startsWith("0x")) {
        bits |= Long.parseUnsignedLong(name.substring(2), 16);
      } else {
        bits |= ((Flags) type.getField(name).get(null)).bits();
      }
    }
    return bits;
  }

  @Example
  void accessModesAreWrittenFirst() {
    OpenFlags flags = OpenFlags.O_CLOEXEC.or(OpenFlags.O_DIRECTORY);

    assertThat(flags).hasToString("O_RDONLY|O_DIRECTORY|O_CLOEXEC");
    assertThat(OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT)).hasToString("O_WRONLY|O_CREAT");
  }

  @ParameterizedTest
  @CsvSource({
    "0100644, S_IFREG|0644",
    "0140600, S_IFSOCK|0600",
    "0041777, S_IFDIR|01777",
    "0, 000",
    "022, 022",
    "07, 007",
    "04755, 04755"
  })
  void aModeIsWrittenAsStraceWritesIt(String octal, String text) {
    assertThat(new Mode(Integer.parseInt(octal, 8))).hasToString(text);
  }

  @Property
  void aDeviceNumberSurvivesTheKernelsForm(@ForAll int major, @ForAll int minor) {
    Dev device = new Dev(major, minor);

    assertThat(Dev.of(device.encoded())).isEqualTo(device);
  }

  @Property
  void theKernelsFormSurvivesToo(@ForAll long encoded) {
    assertThat(Dev.of(encoded).encoded()).isEqualTo(encoded);
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 259", "5, 0, 1280", "259, 1048575, 4293985279"})
  void aDeviceNumberIsPackedAsMakedevPacksIt(int major, int minor, long encoded) {
    assertThat(new Dev(major, minor).encoded()).isEqualTo(encoded);
  }

  @Property
  void capabilitySetsAreSetsOfBits(@ForAll long left, @ForAll long right, @ForAll Capability one) {
    CapabilitySet a = new CapabilitySet(left);
    CapabilitySet b = new CapabilitySet(right);

    assertThat(a.and(b).bits()).isEqualTo(left & right);
    assertThat(a.or(b).bits()).isEqualTo(left | right);
    assertThat(a.minus(b).bits()).isEqualTo(left & ~right);
    assertThat(a.hasAll(b)).isEqualTo((left & right) == right);
    assertThat(a.with(one).has(one)).isTrue();
    assertThat(a.without(one).has(one)).isFalse();
    assertThat(a.has(one)).isEqualTo(a.hasNumber(one.number()));
    assertThat(a.without(one).with(one).bits()).isEqualTo(left | 1L << one.number());
  }

  @Example
  void capabilitySetsAreWrittenAsProcShowsThem() {
    assertThat(CapabilitySet.ALL).hasToString("000001ffffffffff");
    assertThat(CapabilitySet.of(Capability.CAP_CHOWN, Capability.CAP_SETFCAP))
        .hasToString("0000000080000001");
    assertThat(Capability.CAP_CHECKPOINT_RESTORE.number()).isEqualTo(Capability.LAST);
  }

  @Example
  void anIdIsANumberOf32BitsOrKeep() {
    assertThat(Uid.KEEP.number()).isEqualTo(-1);
    assertThatThrownBy(() -> new Uid(-2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Gid(1L << 32)).isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void signalSetsHoldSignalsFrom1To64() {
    SignalSet set = SignalSet.of(Signal.SIGHUP, new Signal(64));

    assertThat(set.bits()).isEqualTo(0x8000000000000001L);
    assertThat(set.without(Signal.SIGHUP)).isEqualTo(SignalSet.of(new Signal(64)));
    assertThat(SignalSet.of(Signal.SIGCHLD, Signal.SIGTERM)).hasToString("[SIGTERM SIGCHLD]");
    assertThat(SignalSet.ALL).hasToString("~[]");
  }

  @Example
  void rawTerminalSettingsAreThoseOfCfmakeraw() {
    byte[] image = new byte[Termios.SIZE];
    java.util.Arrays.fill(image, (byte) 0xFF);

    byte[] raw = new Termios(image).raw().image();

    assertThat(u32(raw, 0)).isEqualTo(~(0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400));
    assertThat(u32(raw, 4)).isEqualTo(~1);
    assertThat(u32(raw, 8)).isEqualTo(~0x100);
    assertThat(u32(raw, 12)).isEqualTo(~(0x8 | 0x40 | 0x2 | 0x1 | 0x8000));
    assertThat(raw[17 + 6]).as("VMIN").isEqualTo((byte) 1);
    assertThat(raw[17 + 5]).as("VTIME").isZero();
  }

  private static int u32(byte[] bytes, int at) {
    return java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
