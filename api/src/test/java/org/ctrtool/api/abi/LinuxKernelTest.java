package org.ctrtool.api.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctrtool.api.abi.Architecture.AARCH64;
import static org.ctrtool.api.abi.Architecture.X86_64;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Dev;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.KernelMethods;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.Stat;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.ctrtool.api.abi.PaperMachine.Registers;

/** What reaches the kernel: numbers in registers, and bytes in the layouts of its headers. */
class LinuxKernelTest {
  private static final Fd THREE = new Fd(3);
  private static final int AT_FDCWD = -100;

  /** The registers of the only call that {@code sequence} makes; the kernel answers 0. */
  private static Registers registersOf(
      Architecture architecture, java.util.function.Consumer<ChildKernel> sequence) {
    PaperMachine machine = new PaperMachine(architecture, registers -> 0);
    sequence.accept(machine.kernel());
    assertThat(machine.calls).hasSize(1);
    return machine.calls.get(0);
  }

  private static Registers registersOf(java.util.function.Consumer<ChildKernel> sequence) {
    return registersOf(X86_64, sequence);
  }

  private static String text(Registers registers, int i) {
    return registers.at(i, 64).text(0);
  }

  @Provide
  Arbitrary<Call> childCalls() {
    return KernelMethods.calls(ChildKernel.class)
        .filter(call -> !call.toString().contains("ifr_name"))
        // Those are more than one call.
        .filter(call -> call.name() != SystemCall.SOCKETPAIR_UNIX_AT)
        .filter(call -> call.name() != SystemCall.CONTINUE_IN_CHILD);
  }

  @Property(tries = 2000)
  void everyCallOfAChildGoesToItsNumber(@ForAll("childCalls") Call call, @ForAll Architecture on) {
    PaperMachine machine =
        new PaperMachine(on, registers -> registers.number == on.numberOf(call.name()) ? 1 : -38);

    // A write of one byte, or the parent 1, is all that the answer 1 stands for.
    Errno refusal = Attempt.errno(() -> machine.kernel().perform(call));

    assertThat(refusal).isIn((Errno) null, Errno.EIO, Errno.ESRCH);
    assertThat(machine.calls).hasSize(1);
  }

  @Example
  void stringsEndWithAZeroByteAndNullIsNull() {
    Registers mount =
        registersOf(k -> k.mount(null, "/é", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), ""));

    assertThat(mount.number).isEqualTo(165);
    assertThat(mount.get(0)).isZero();
    assertThat(text(mount, 1)).isEqualTo("/é");
    assertThat(mount.get(2)).isZero();
    assertThat(mount.get(3)).isEqualTo(0x84000);
    assertThat(mount.at(4, 1).u8(0)).as("an empty string is no null pointer").isZero();
    assertThat(mount.get(4)).isNotZero();
  }

  @Example
  void anInetAddressHasPortAndAddressInNetworkOrder() {
    Registers call = registersOf(k -> k.bind(THREE, new SocketAddress.Inet(0x7F000001, 0x1234)));

    assertThat(call.number).isEqualTo(49);
    assertThat(call.get(2)).isEqualTo(16);
    assertThat(call.at(1, 16).bytes())
        .containsExactly(2, 0, 0x12, 0x34, 0x7F, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Example
  void anInet6AddressHasItsScopeAtTheEnd() {
    byte[] address = new byte[16];
    address[15] = 1;
    Registers call = registersOf(k -> k.connect(THREE, new SocketAddress.Inet6(address, 80, 9)));

    assertThat(call.number).isEqualTo(42);
    assertThat(call.get(2)).isEqualTo(28);
    assertThat(call.at(1, 28).bytes())
        .containsExactly(
            10, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0, 0, 0);
  }

  @Example
  void aUnixAddressIsAsLongAsItsName() {
    Registers path = registersOf(k -> k.bind(THREE, new SocketAddress.UnixPath("ab")));
    Registers whole = registersOf(k -> k.bind(THREE, new SocketAddress.UnixPath("p".repeat(108))));
    Registers hidden = registersOf(k -> k.bind(THREE, new SocketAddress.UnixAbstract("ab")));
    Registers none = registersOf(k -> k.bind(THREE, new SocketAddress.UnixPath("")));

    assertThat(path.get(2)).isEqualTo(5);
    assertThat(path.at(1, 5).bytes()).containsExactly(1, 0, 'a', 'b', 0);
    assertThat(whole.get(2)).isEqualTo(110);
    assertThat(hidden.get(2)).isEqualTo(5);
    assertThat(hidden.at(1, 5).bytes()).containsExactly(1, 0, 0, 'a', 'b');
    assertThat(none.get(2)).isEqualTo(2);
  }

  @Example
  void aNetlinkAddressHasTwelveBytes() {
    Registers call = registersOf(k -> k.bind(THREE, new SocketAddress.Netlink(7, 0x80000001L)));

    assertThat(call.at(1, 12).bytes())
        .containsExactly(16, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, (byte) 0x80);
  }

  @Example
  void anOptionIsTwoNumbersAndAPointerToItsValue() {
    Registers call = registersOf(k -> k.setsockopt(THREE, SocketOption.IPV6_V6ONLY, 1));

    assertThat(call.get(1)).isEqualTo(41);
    assertThat(call.get(2)).isEqualTo(26);
    assertThat(call.at(3, 4).i32(0)).isEqualTo(1);
    assertThat(call.get(4)).isEqualTo(4);
  }

  @Example
  void mountSetattrTakesFourNumbersOf64Bits() {
    Registers call =
        registersOf(
            k ->
                k.mountSetattr(
                    THREE,
                    "",
                    AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_RECURSIVE),
                    new MountAttr(
                        MountAttrFlags.MOUNT_ATTR_RDONLY.or(MountAttrFlags.MOUNT_ATTR_NODEV),
                        MountAttrFlags.MOUNT_ATTR_NOSUID,
                        MountFlags.MS_PRIVATE,
                        new Fd(9))));

    assertThat(call.number).isEqualTo(442);
    assertThat(call.get(0)).isEqualTo(3);
    assertThat(text(call, 1)).isEmpty();
    assertThat(call.get(2)).isEqualTo(0x9000);
    assertThat(call.at(3, 32).u64(0)).as("attr_set").isEqualTo(5);
    assertThat(call.at(3, 32).u64(8)).as("attr_clr").isEqualTo(2);
    assertThat(call.at(3, 32).u64(16)).as("propagation").isEqualTo(1 << 18);
    assertThat(call.at(3, 32).u64(24)).as("userns_fd").isEqualTo(9);
    assertThat(call.get(4)).as("size").isEqualTo(32);
  }

  @Example
  void openat2TakesFlagsModeAndResolve() {
    OpenHow how =
        new OpenHow(
            OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY),
            new Mode(0644),
            ResolveFlags.RESOLVE_IN_ROOT);

    Registers x86 = registersOf(X86_64, k -> k.openat2(THREE, "a", how));
    Registers arm = registersOf(AARCH64, k -> k.openat2(THREE, "a", how));

    assertThat(x86.at(2, 24).u64(0)).isEqualTo(0x210000);
    assertThat(arm.at(2, 24).u64(0)).as("O_DIRECTORY differs on ARM").isEqualTo(0x204000);
    assertThat(x86.at(2, 24).u64(8)).isEqualTo(0644);
    assertThat(x86.at(2, 24).u64(16)).isEqualTo(0x10);
    assertThat(x86.get(3)).as("size").isEqualTo(24);
  }

  @Property
  void openFlagsOfArmAreTheSameFlags(@ForAll long bits) {
    assertThat(AARCH64.openBits(AARCH64.openBits(bits))).isEqualTo(bits);
    assertThat(Long.bitCount(AARCH64.openBits(bits))).isEqualTo(Long.bitCount(bits));
    assertThat(X86_64.openBits(bits)).isEqualTo(bits);
  }

  @Example
  void openFlagsHaveTheNumbersOfTheArchitecture() {
    OpenFlags flags = OpenFlags.O_NOFOLLOW.or(OpenFlags.O_CLOEXEC);

    Registers x86 = registersOf(X86_64, k -> k.openat(Fd.AT_FDCWD, "/", flags, Mode.NONE));
    Registers arm = registersOf(AARCH64, k -> k.openat(Fd.AT_FDCWD, "/", flags, Mode.NONE));

    assertThat(x86.number).isEqualTo(257);
    assertThat(arm.number).isEqualTo(56);
    assertThat((int) x86.get(0)).isEqualTo(AT_FDCWD);
    assertThat(x86.get(2)).isEqualTo(0xA0000);
    assertThat(arm.get(2)).isEqualTo(0x88000);
  }

  @Example
  void capsetTakesLowAndHighHalvesOfThreeSets() {
    Registers call =
        registersOf(
            k ->
                k.capset(
                    new Capabilities(
                        new CapabilitySet(0x1_0000_0002L),
                        new CapabilitySet(0x3_0000_0004L),
                        new CapabilitySet(0x5_0000_0006L))));

    assertThat(call.at(0, 8).u32(0)).as("version 3").isEqualTo(0x20080522L);
    assertThat(call.at(0, 8).i32(4)).as("this process").isZero();
    Image data = call.at(1, 24);
    assertThat(
            List.of(
                data.i32(0), data.i32(4), data.i32(8), data.i32(12), data.i32(16), data.i32(20)))
        .containsExactly(2, 4, 6, 1, 3, 5);
  }

  @Example
  void capgetReadsWhatCapsetWrites() {
    PaperMachine machine =
        new PaperMachine(
            X86_64,
            registers -> {
              Image data = new Image(24);
              data.put(0, 4, 2).put(4, 4, 4).put(8, 4, 0xFFFFFFFFL);
              data.put(12, 4, 1).put(16, 4, 3).put(20, 4, 5);
              registers.answer(1, data);
              return 0;
            });

    Capabilities sets = machine.kernel().capget();

    assertThat(sets.effective().bits()).isEqualTo(0x1_0000_0002L);
    assertThat(sets.permitted().bits()).isEqualTo(0x3_0000_0004L);
    assertThat(sets.inheritable().bits()).isEqualTo(0x5_FFFF_FFFFL);
    assertThat(machine.calls.get(0).at(0, 8).u32(0)).isEqualTo(0x20080522L);
  }

  @Example
  void loopConfigureTakesAStructOf304Bytes() {
    Registers writable =
        registersOf(k -> k.ioctlLoopConfigure(THREE, new LoopConfig(new Fd(8), false)));
    Registers readOnly =
        registersOf(k -> k.ioctlLoopConfigure(THREE, new LoopConfig(new Fd(8), true)));

    assertThat(readOnly.get(1)).isEqualTo(0x4C0A);
    byte[] expected = new byte[304];
    expected[0] = 8;
    expected[8 + 52] = 4 | 1;
    assertThat(readOnly.at(2, 304).bytes()).as("read-only, autoclear").isEqualTo(expected);
    expected[8 + 52] = 4;
    assertThat(writable.at(2, 304).bytes()).as("autoclear").isEqualTo(expected);
  }

  @Example
  void sigactionTakesAHandlerAndTheSizeOfASignalSet() {
    Registers ignore = registersOf(k -> k.sigaction(Signal.SIGPIPE, SignalDisposition.SIG_IGN));

    assertThat(ignore.number).isEqualTo(13);
    assertThat(ignore.get(0)).isEqualTo(13);
    assertThat(ignore.at(1, 32).u64(0)).isEqualTo(1);
    assertThat(Arrays.copyOfRange(ignore.at(1, 32).bytes(), 8, 32)).containsOnly(0);
    assertThat(ignore.get(2)).isZero();
    assertThat(ignore.get(3)).isEqualTo(8);
  }

  @Example
  void aSignalMaskIsSetWithoutAskingForTheOldOne() {
    Registers call =
        registersOf(
            k -> k.changeSignalMask(SignalMaskChange.SIG_SETMASK, SignalSet.of(Signal.SIGINT)));

    assertThat(call.get(0)).as("SIG_SETMASK").isEqualTo(2);
    assertThat(call.at(1, 8).u64(0)).isEqualTo(2);
    assertThat(call.get(2)).isZero();
    assertThat(call.get(3)).isEqualTo(8);
  }

  @Example
  void setgroupsTakesACountAndNumbersOf32Bits() {
    Registers call = registersOf(k -> k.setgroups(List.of(new Gid(5), new Gid(0xFFFFFFFEL))));

    assertThat(call.get(0)).isEqualTo(2);
    assertThat(call.at(1, 8).i32(0)).isEqualTo(5);
    assertThat(call.at(1, 8).i32(4)).isEqualTo(-2);
    assertThat(registersOf(k -> k.setgroups(List.of())).get(0)).isZero();
  }

  @Example
  void argumentsAndEnvironmentAreTablesOfPointersThatEndWithNull() {
    PaperMachine machine = new PaperMachine(X86_64, registers -> -2);

    Errno refusal =
        Attempt.errno(
            () ->
                machine
                    .kernel()
                    .execve("/bin/x", List.of("x", "é"), new Environment(List.of("A=1"))));

    assertThat(refusal).isEqualTo(Errno.ENOENT);
    Registers call = machine.calls.get(0);
    assertThat(text(call, 0)).isEqualTo("/bin/x");
    Image argv = call.at(1, 24);
    assertThat(new Image(machine.memory(argv.u64(0), 8)).text(0)).isEqualTo("x");
    assertThat(new Image(machine.memory(argv.u64(8), 8)).text(0)).isEqualTo("é");
    assertThat(argv.u64(16)).isZero();
    Image environment = call.at(2, 16);
    assertThat(new Image(machine.memory(environment.u64(0), 8)).text(0)).isEqualTo("A=1");
    assertThat(environment.u64(8)).isZero();
  }

  @Example
  void otherStructuresHaveTheLayoutOfTheirHeaders() {
    Registers limit =
        registersOf(
            k -> k.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(64, RLimit.INFINITY)));
    assertThat(limit.get(1)).isEqualTo(7);
    assertThat(limit.at(2, 16).u64(0)).isEqualTo(64);
    assertThat(limit.at(2, 16).u64(8)).isEqualTo(-1);
    assertThat(limit.get(3)).isZero();

    Registers up =
        registersOf(
            k -> k.ioctlSiocsifflags(THREE, new InterfaceRequest("lo", InterfaceFlags.IFF_UP)));
    assertThat(up.at(2, 40).text(0)).isEqualTo("lo");
    assertThat(up.at(2, 40).u16(16)).isEqualTo(1);

    Registers size = registersOf(k -> k.ioctlTiocswinsz(THREE, new WindowSize(24, 80)));
    assertThat(size.at(2, 8).u16(0)).isEqualTo(24);
    assertThat(size.at(2, 8).u16(2)).isEqualTo(80);

    Registers device = registersOf(k -> k.mknodat(THREE, "n", new Mode(0600), new Dev(259, 300)));
    assertThat(device.get(3)).isEqualTo(0x11032CL);
  }

  @Example
  void anInterfaceNameThatDoesNotFitIsRefusedBeforeTheCall() {
    InterfaceRequest request = new InterfaceRequest("sixteen-letters!", InterfaceFlags.IFF_UP);
    PaperMachine machine = new PaperMachine(X86_64, registers -> 0);

    assertThatThrownBy(() -> machine.kernel().ioctlSiocsifflags(THREE, request))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(machine.calls).isEmpty();
  }

  @Example
  void aNegativeAnswerIsARefusalWithTheCallAsText() {
    PaperMachine machine = new PaperMachine(X86_64, registers -> -16);

    assertThatThrownBy(() -> machine.kernel().umount2("/mnt", org.ctrtool.api.UmountFlags.NONE))
        .isInstanceOf(KernelException.class)
        .hasMessage("umount2(\"/mnt\", 0): EBUSY");
  }

  @Example
  void waitidReadsTheProcessAt16AndTheStatusAt24() {
    assertThat(waited(1, 77, 3))
        .isEqualTo(new WaitStatus(new Pid(77), WaitStatus.Cause.CLD_EXITED, 3));
    assertThat(waited(2, 77, 9))
        .isEqualTo(new WaitStatus(new Pid(77), WaitStatus.Cause.CLD_KILLED, 9));
    assertThat(waited(2, 77, 9).shellStatus()).isEqualTo(137);
    assertThat(waited(1, 77, 255).shellStatus()).isEqualTo(255);
    assertThat(waited(3, 77, 11).isKilled()).isTrue();
    assertThat(waited(5, 77, 19).isEnd()).isFalse();
    assertThat(waited(0, 0, 0)).as("WNOHANG").isEqualTo(WaitStatus.NOTHING);
  }

  private static WaitStatus waited(int code, int pid, int status) {
    PaperMachine machine =
        new PaperMachine(
            X86_64,
            registers -> {
              Image info = registers.at(2, 128);
              assertThat(info.bytes()).as("cleared first").containsOnly(0);
              // si_signo, si_errno, si_code, padding, si_pid, si_uid, si_status
              info.put(0, 4, 17).put(8, 4, code).put(16, 4, pid).put(20, 4, 555).put(24, 4, status);
              registers.answer(2, pid == 0 ? new Image(128) : info);
              return 0;
            });
    WaitStatus answer = machine.kernel().waitid(new Pid(77), WaitFlags.WEXITED);
    assertThat(machine.calls.get(0).get(0)).as("P_PID").isEqualTo(1);
    assertThat(machine.calls.get(0).get(1)).isEqualTo(77);
    assertThat(machine.calls.get(0).get(3)).isEqualTo(4);
    return answer;
  }

  @Example
  void waitingForAnyChildIsPAll() {
    PaperMachine machine = new PaperMachine(X86_64, registers -> 0);

    machine.kernel().waitid(new Pid(0), WaitFlags.WEXITED);

    assertThat(machine.calls.get(0).get(0)).isZero();
  }

  @Example
  void aStatOfX86IsReadInItsLayout() {
    // st_dev st_ino st_nlink st_mode st_uid st_gid pad st_rdev st_size
    Image stat = new Image(144);
    stat.put(0, 8, 0xFE01).put(8, 8, 42).put(16, 8, 2).put(24, 4, 0020666);
    stat.put(28, 4, 1000).put(32, 4, 0xFFFFFFFEL).put(40, 8, 0x103).put(48, 8, 5L << 32);

    assertThat(stat(X86_64, stat)).isEqualTo(expectedStat());
  }

  @Example
  void aStatOfArmIsReadInItsLayout() {
    // st_dev st_ino st_mode st_nlink st_uid st_gid st_rdev pad st_size
    Image stat = new Image(144);
    stat.put(0, 8, 0xFE01).put(8, 8, 42).put(16, 4, 0020666).put(20, 4, 2);
    stat.put(24, 4, 1000).put(28, 4, 0xFFFFFFFEL).put(32, 8, 0x103).put(48, 8, 5L << 32);

    assertThat(stat(AARCH64, stat)).isEqualTo(expectedStat());
  }

  private static Stat expectedStat() {
    return new Stat(
        new Dev(254, 1),
        42,
        new Mode(Mode.S_IFCHR | 0666),
        2,
        new Uid(1000),
        new Gid(0xFFFFFFFEL),
        new Dev(1, 3),
        5L << 32);
  }

  private static Stat stat(Architecture architecture, Image answer) {
    PaperMachine machine =
        new PaperMachine(
            architecture,
            registers -> {
              assertThat(registers.number).isEqualTo(architecture == X86_64 ? 262 : 79);
              assertThat(registers.at(1, 64).text(0)).isEqualTo("/dev/null");
              assertThat(registers.get(3)).as("AT_SYMLINK_NOFOLLOW").isEqualTo(0x100);
              registers.answer(2, answer);
              return 0;
            });
    return machine.kernel().fstatat(Fd.AT_FDCWD, "/dev/null", AtFlags.AT_SYMLINK_NOFOLLOW);
  }

  @Example
  void directoryEntriesAreReadOneAfterTheOther() {
    PaperMachine machine =
        new PaperMachine(
            X86_64,
            registers -> {
              Image entries = new Image(24 + 32);
              entries.put(0, 8, 11).put(16, 2, 24).put(18, 1, 4).put(19, bytes("ab"));
              entries.put(24, 8, 12).put(24 + 16, 2, 32).put(24 + 18, 1, 10);
              entries.put(24 + 19, bytes("a-longer-é"));
              registers.answer(1, entries);
              return entries.bytes().length;
            });

    List<DirectoryEntry> entries = machine.kernel().getdents64(THREE);

    assertThat(entries)
        .containsExactly(
            new DirectoryEntry("ab", 11, Mode.S_IFDIR),
            new DirectoryEntry("a-longer-é", 12, Mode.S_IFLNK));
    PaperMachine empty = new PaperMachine(X86_64, registers -> 0);
    assertThat(empty.kernel().getdents64(THREE)).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static PaperMachine answering(Long... answers) {
    Deque<Long> rest = new ArrayDeque<>(List.of(answers));
    return new PaperMachine(X86_64, registers -> rest.removeFirst());
  }

  @Example
  void awaitByteGoesOnAfterAnInterruption() {
    PaperMachine machine = answering(-4L, -4L, 1L);

    machine.kernel().awaitByte(THREE);

    assertThat(machine.calls).hasSize(3);
    for (Registers call : machine.calls) {
      assertThat(call.number).isZero();
      assertThat(call.get(0)).isEqualTo(3);
      assertThat(call.get(2)).as("one byte").isEqualTo(1);
    }
  }

  @Example
  void theEndInsteadOfAByteIsABrokenPipe() {
    assertThat(Attempt.errno(() -> answering(0L).kernel().awaitByte(THREE))).isEqualTo(Errno.EPIPE);
    assertThat(Attempt.errno(() -> answering(-11L).kernel().awaitByte(THREE)))
        .isEqualTo(Errno.EAGAIN);
  }

  @Example
  void aWriteThatTookOnlyAPartIsAnError() {
    assertThat(Attempt.errno(() -> answering(2L).kernel().writeAll(THREE, new byte[3])))
        .isEqualTo(Errno.EIO);
    answering(3L).kernel().writeAll(THREE, new byte[3]);
  }

  @Example
  void pollAnswersThoseOnWhichSomethingHappened() {
    PaperMachine machine =
        new PaperMachine(
            X86_64,
            registers -> {
              Image table = registers.at(0, 16);
              assertThat(table.i32(0)).isEqualTo(3);
              assertThat(table.u16(4)).isEqualTo(1);
              assertThat(table.i32(8)).isEqualTo(5);
              assertThat(table.u16(12)).isEqualTo(4);
              assertThat(registers.get(1)).isEqualTo(2);
              assertThat(registers.at(2, 16).u64(0)).isEqualTo(7);
              assertThat(registers.at(2, 16).u64(8)).isEqualTo(9);
              assertThat(registers.get(3)).isZero();
              table.put(14, 2, 0x10);
              registers.answer(0, table);
              return 1;
            });

    List<PollFd> ready =
        machine
            .kernel()
            .ppoll(
                List.of(
                    new PollFd(THREE, PollEvents.POLLIN),
                    new PollFd(new Fd(5), PollEvents.POLLOUT)),
                new Timespec(7, 9));

    assertThat(ready).containsExactly(new PollFd(new Fd(5), PollEvents.POLLHUP));
  }

  @Example
  void aPollWithoutLimitHasNoTimespec() {
    PaperMachine machine = new PaperMachine(X86_64, registers -> registers.get(2));

    assertThat(machine.kernel().ppoll(List.of(new PollFd(THREE, PollEvents.POLLIN)), null))
        .isEmpty();
    assertThat(machine.calls.get(0).get(2)).isZero();
  }

  @Example
  void pairsOfDescriptorsAreReadInOrder() {
    PaperMachine pipe = new PaperMachine(X86_64, r -> pair(r, 0));
    PaperMachine sockets = new PaperMachine(X86_64, r -> pair(r, 3));

    assertThat(pipe.kernel().pipe2(PipeFlags.O_CLOEXEC)).isEqualTo(new Pipe(THREE, new Fd(4)));
    assertThat(pipe.calls.get(0).get(1)).isEqualTo(0x80000);
    assertThat(sockets.kernel().socketpairUnix(1)).isEqualTo(new Pipe(THREE, new Fd(4)));
    assertThat(sockets.calls.get(0).get(1)).as("close-on-exec").isEqualTo(0x80001);
  }

  private static long pair(Registers registers, int i) {
    registers.answer(i, new Image(8).put(0, 4, 3).put(4, 4, 4));
    return 0;
  }

  @Example
  void smallAnswersAreReadInTheirLayouts() {
    assertThat(reading(r -> r.answer(2, new Image(bytes("target"))), 6).readlinkat(THREE, "l"))
        .isEqualTo("target");
    assertThat(reading(r -> r.answer(0, new Image(bytes("/srv\0"))), 5).getcwd()).isEqualTo("/srv");
    assertThat(reading(r -> r.answer(1, new Image(bytes("data"))), 4).read(THREE, 100))
        .isEqualTo(bytes("data"));
    assertThat(reading(r -> r.answer(1, new Image(120).put(0, 8, 0x9FA0)), 0).fstatfsType(THREE))
        .isEqualTo(0x9FA0);
    assertThat(
            reading(r -> r.answer(3, new Image(16).put(0, 8, 1).put(8, 8, -1)), 0)
                .getrlimit(Pid.SELF, Resource.RLIMIT_CPU))
        .isEqualTo(new RLimit(1, RLimit.INFINITY));
    assertThat(
            reading(r -> r.answer(1, new Image(16).put(0, 8, 3).put(8, 8, 4)), 0).clockGettime(1))
        .isEqualTo(new Timespec(3, 4));
    assertThat(reading(r -> r.answer(2, new Image(4).put(0, 4, 5)), 0).ioctlTiocgptn(THREE))
        .isEqualTo(5);
    assertThat(
            reading(r -> r.answer(2, new Image(8).put(0, 2, 24).put(2, 2, 80)), 0)
                .ioctlTiocgwinsz(THREE))
        .isEqualTo(new WindowSize(24, 80));
    assertThat(
            reading(r -> r.answer(2, new Image(8).put(0, 8, 6)), 0)
                .sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.EMPTY)
                .bits())
        .isEqualTo(6);
    assertThat(reading(r -> {}, 1).prctlCapbsetRead(3)).isTrue();
    assertThat(reading(r -> {}, 0).prctlGetNoNewPrivs()).isFalse();
    assertThat(reading(r -> {}, 9).ioctlLoopCtlGetFree(THREE)).isEqualTo(9);
  }

  @Example
  void idsAreReadWithoutSign() {
    PaperMachine machine =
        new PaperMachine(
            X86_64,
            registers -> {
              registers.answer(0, new Image(4).put(0, 4, 0xFFFFFFFEL));
              registers.answer(1, new Image(4).put(0, 4, 1000));
              registers.answer(2, new Image(4).put(0, 4, 0));
              return 0;
            });

    assertThat(machine.kernel().getresuid()).isEqualTo(new Ids(0xFFFFFFFEL, 1000, 0));
    assertThat(
            reading(r -> r.answer(1, new Image(8).put(0, 4, 27).put(4, 4, 0xFFFFFFFEL)), 2)
                .getgroups())
        .containsExactly(new Gid(27), new Gid(0xFFFFFFFEL));
  }

  private static LinuxKernel reading(java.util.function.Consumer<Registers> kernel, long result) {
    return new PaperMachine(
            X86_64,
            registers -> {
              kernel.accept(registers);
              return result;
            })
        .kernel();
  }

  @Example
  void aCallAfterABigOneStillHasItsArguments() {
    PaperMachine machine =
        new PaperMachine(X86_64, registers -> registers.number == 1 ? 200_000 : 0);
    LinuxKernel kernel = machine.kernel();

    kernel.writeAll(THREE, new byte[200_000]);
    kernel.chdir("/srv");

    assertThat(text(machine.calls.get(1), 0)).isEqualTo("/srv");
  }

  @Example
  void aTimerIsAnIntervalAndATimeOfSecondsAndMicroseconds() {
    Registers call = registersOf(k -> k.setitimerReal(9));

    assertThat(call.number).isEqualTo(38);
    assertThat(call.get(0)).isZero();
    assertThat(call.at(1, 32).u64(0)).isZero();
    assertThat(call.at(1, 32).u64(16)).isEqualTo(9);
    assertThat(call.at(1, 32).u64(24)).isZero();
    assertThat(call.get(2)).isZero();
  }

  @Example
  void anotherParentIsToldWithBothNumbers() {
    PaperMachine machine = new PaperMachine(X86_64, registers -> 77);

    machine.kernel().requireParent(new Pid(77));

    assertThatThrownBy(() -> machine.kernel().requireParent(new Pid(1)))
        .hasMessage("getppid() = 77, not 1: ESRCH");
  }
}
