package org.ctrtool.conformance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Flags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.WindowSize;
import org.ctrtool.api.tape.TapeReader;
import org.ctrtool.api.tape.TapeWriter;
import org.ctrtool.api.tape.ValueCodec;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Symbols;
import org.jspecify.annotations.Nullable;

class ScenarioTextTest {
  @Example
  void readsWhatPeopleWrite() {
    Scenario scenario =
        ScenarioParser.parse(
            """
            # pivot_root refuses a new root on a shared mount
            mount("none", "/", NULL, MS_REC|MS_SHARED, NULL) = 0
            fd1 = open_tree(AT_FDCWD, "/a", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC)
            B = clone(CLONE_NEWUSER|CLONE_NEWNS)      # a new task

            B: umount2("/a", 0) = EINVAL [MOUNT_IS_LOCKED]
            B: mountinfo
            | 1 2 0:1 / / rw - tmpfs t rw
            """);

    assertThat(scenario.comment())
        .containsExactly("pivot_root refuses a new root on a shared mount");
    assertThat(scenario.steps())
        .containsExactly(
            perform(0, SystemCall.MOUNT, "none", "/", null, flags(), null),
            new Script.Perform(
                0,
                ScenarioParser.parse("open_tree(AT_FDCWD, \"/a\", 0x80001)").steps().get(0)
                        instanceof Script.Perform open
                    ? open.call()
                    : null,
                0,
                Script.NONE),
            new Script.Fork(0, 1, CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWNS)),
            perform(1, SystemCall.UMOUNT2, "/a", UmountFlags.NONE));
    assertThat(scenario.entries().get(3))
        .isEqualTo(
            new Scenario.Act(
                perform(1, SystemCall.UMOUNT2, "/a", UmountFlags.NONE),
                new Scenario.Expectation("EINVAL", "MOUNT_IS_LOCKED")));
    assertThat(scenario.entries().get(4))
        .isEqualTo(new Scenario.Mountinfo(1, List.of("1 2 0:1 / / rw - tmpfs t rw")));
  }

  private static MountFlags flags() {
    return MountFlags.MS_REC.or(MountFlags.MS_SHARED);
  }

  private static Script.Perform perform(int task, SystemCall name, @Nullable Object... arguments) {
    return new Script.Perform(task, new Call(name, arguments), Script.NONE, Script.NONE);
  }

  @Example
  void abbreviatesCallsRelativeToTheWorkingDirectory() {
    Scenario scenario =
        ScenarioParser.parse(
            "mkdir(\"/a\", 0755)\nrmdir(\"/a\")\nf = open(\"/f\", O_CREAT|O_RDWR, 0600)\n");

    assertThat(scenario.steps())
        .containsExactly(
            perform(0, SystemCall.MKDIRAT, Fd.AT_FDCWD, "/a", new Mode(0755)),
            perform(0, SystemCall.UNLINKAT, Fd.AT_FDCWD, "/a", AtFlags.AT_REMOVEDIR),
            new Script.Perform(
                0,
                new Call(
                    SystemCall.OPENAT,
                    Fd.AT_FDCWD,
                    "/f",
                    OpenFlags.O_CREAT.or(OpenFlags.O_RDWR),
                    new Mode(0600)),
                0,
                Script.NONE));
  }

  @Example
  void namesOfTasksStandForProcesses() {
    Scenario scenario =
        ScenarioParser.parse(
            "B = clone(0)\nkill(B, SIGKILL)\nopenat(PROC, \"{B}/uid_map\", O_WRONLY)\n");

    assertThat(scenario.steps().subList(1, 3))
        .containsExactly(
            perform(0, SystemCall.KILL, Symbols.pidOf(1), Signal.SIGKILL),
            perform(
                0, SystemCall.OPENAT, Symbols.PROC, "{1}/uid_map", OpenFlags.O_WRONLY, Mode.NONE));
  }

  @Example
  void saysWhereItDoesNotUnderstand() {
    assertThatThrownBy(() -> ScenarioParser.parse("sync()\n\numount2(\"/a\", MS_NOSUID)"))
        .hasMessageContaining("line 3")
        .hasMessageContaining("MS_NOSUID is no UmountFlags");
    assertThatThrownBy(() -> ScenarioParser.parse("umount2(\"/a\", 0) = EWHAT"))
        .hasMessageContaining("EWHAT is no error");
    assertThatThrownBy(() -> ScenarioParser.parse("B: sync()"))
        .hasMessageContaining("there is no task B");
    assertThatThrownBy(() -> ScenarioParser.parse("close(fd7)"))
        .hasMessageContaining("no call has opened fd7");
    assertThatThrownBy(() -> ScenarioParser.parse("sync() extra"))
        .hasMessageContaining("what is this");
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void readsBackWhatItPrints(@ForAll("scripts") List<Script.Step> steps) {
    Scenario scenario = Scenario.of(List.of("a comment"), steps);

    String text = ScenarioPrinter.print(scenario);

    assertThat(ScenarioParser.parse(text).steps()).as(text).isEqualTo(steps);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void theBinaryFormHoldsEveryCall(@ForAll("scripts") List<Script.Step> steps) {
    Script script = new Script(Script.WATCH_MOUNTS, steps);

    assertThat(Script.decode(script.encode())).isEqualTo(script);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void theBinaryFormHoldsEveryArgument(@ForAll("scripts") List<Script.Step> steps) {
    for (Script.Step step : steps) {
      if (step instanceof Script.Perform perform) {
        TapeWriter out = new TapeWriter();
        ValueCodec.writeCall(perform.call(), out);
        TapeReader in = new TapeReader(out.toBytes());
        assertThat(ValueCodec.readCall(in)).isEqualTo(perform.call());
        in.expectEnd();
      }
    }
  }

  @Provide
  Arbitrary<List<Script.Step>> scripts() {
    return Arbitraries.randomValue(ScenarioTextTest::script);
  }

  /** Every call there is, with arguments drawn at random. Registers are opened in order. */
  private static List<Script.Step> script(Random random) {
    List<Script.Step> steps = new ArrayList<>();
    steps.add(new Script.Fork(0, 1, new CloneFlags(random.nextInt() & 0x7E02_0000L)));
    int registers = 0;
    for (int i = 0; i < 12; i++) {
      SystemCall[] calls = SystemCall.values();
      SystemCall name = calls[random.nextInt(calls.length)];
      boolean hasNotation = name != SystemCall.WRITE_ALL && name != SystemCall.IOCTL_TCSETS;
      if (hasNotation) {
        Call call = call(name, registers, random);
        boolean opens = name.result() == SystemCall.Result.DESCRIPTOR && random.nextBoolean();
        boolean opensTwo = name == SystemCall.PIPE2;
        int first = opens || opensTwo ? registers++ : Script.NONE;
        int second = opensTwo ? registers++ : Script.NONE;
        steps.add(new Script.Perform(random.nextInt(2), call, first, second));
      }
    }
    return steps;
  }

  private static Call call(SystemCall name, int registers, Random random) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Object parameter : name.parameters()) {
      if (parameter instanceof Class<?> type) {
        arguments.add(argument(name, type, registers, random));
      } else if (parameter instanceof SystemCall.ListOf) {
        arguments.add(argument(name, List.class, registers, random));
      } else if (parameter instanceof SystemCall.OrNull nullable) {
        boolean isNull = random.nextBoolean();
        arguments.add(isNull ? null : argument(name, nullable.type(), registers, random));
      }
    }
    return new Call(name, arguments.toArray());
  }

  private static Object argument(SystemCall name, Class<?> type, int registers, Random random) {
    if (Flags.class.isAssignableFrom(type)) {
      return flags(type, random);
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    }
    if (type == List.class) {
      return list(name, registers, random);
    }
    int small = random.nextInt(70_000);
    return switch (type.getSimpleName()) {
      case "Fd" -> fd(registers, random);
      case "String" -> string(random);
      case "byte[]" -> OsStrings.encode(string(random));
      case "Integer" -> random.nextInt();
      case "Long" -> random.nextLong();
      case "Uid" -> new Uid(small - 1);
      case "Gid" -> new Gid(small - 1);
      case "Pid" -> random.nextBoolean() ? new Pid(small) : Symbols.pidOf(random.nextInt(2));
      case "Mode" -> new Mode(random.nextInt(010000));
      case "Dev" -> new Dev(small & 0xFFF, small & 0xFF);
      case "Signal" -> new Signal(1 + small % 64);
      case "SignalSet" -> new SignalSet(random.nextInt(1 << 20));
      case "IntCell" -> new IntCell(small);
      case "Environment" -> new Environment(List.of("A=" + string(random).replace('{', '(')));
      case "OpenHow" ->
          new OpenHow(new OpenFlags(small), new Mode(small & 0777), new ResolveFlags(small & 63));
      case "MountAttr" ->
          new MountAttr(
              new MountAttrFlags(small),
              new MountAttrFlags(small / 2),
              new MountFlags(small / 3),
              fd(registers, random));
      case "Capabilities" ->
          new Capabilities(
              new CapabilitySet(random.nextLong()),
              new CapabilitySet(random.nextLong() >>> 1),
              new CapabilitySet(small));
      case "RLimit" -> new RLimit(random.nextBoolean() ? small : -1, small);
      case "Timespec" -> new Timespec(small, small);
      case "WindowSize" -> new WindowSize(small & 0xFF, small & 0x7F);
      case "InterfaceRequest" -> new InterfaceRequest("lo", new InterfaceFlags(small));
      case "SocketDomain" -> new SocketDomain(small);
      case "SocketOption" -> new SocketOption(small & 1, small);
      case "SocketAddress" -> socketAddress(small, random);
      case "LoopConfig" -> new LoopConfig(fd(registers, random), random.nextBoolean());
      case "Termios" -> new Termios(new byte[Termios.SIZE]);
      default -> throw new AssertionError("no example of a " + type);
    };
  }

  private static SocketAddress socketAddress(int small, Random random) {
    byte[] address = new byte[16];
    random.nextBytes(address);
    address[0] = 0x20;
    return switch (random.nextInt(5)) {
      case 0 -> new SocketAddress.UnixPath(string(random).replace('{', '('));
      case 1 -> new SocketAddress.UnixAbstract(string(random).replace('{', '('));
      case 2 -> new SocketAddress.Inet(random.nextInt(), small & 0xFFFF);
      case 3 -> new SocketAddress.Inet6(address, small & 0xFFFF, small);
      default -> new SocketAddress.Netlink(small, small);
    };
  }

  private static List<?> list(SystemCall name, int registers, Random random) {
    return switch (name) {
      case SETGROUPS -> List.of(new Gid(random.nextInt(100)), new Gid(7));
      case PPOLL -> List.of(new PollFd(fd(registers, random), PollEvents.POLLIN));
      case SENDMSG -> List.of(new Fd(random.nextInt(1000)), Fd.STDIN);
      default -> List.of(string(random), string(random));
    };
  }

  private static Fd fd(int registers, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Fd.AT_FDCWD;
      case 1 -> Symbols.PROC;
      case 2 -> registers == 0 ? new Fd(0) : Fd.register(random.nextInt(registers));
      default -> new Fd(random.nextInt(1000) - 1);
    };
  }

  private static String string(Random random) {
    String[] pieces = {"/", "a", "{1}", "\"", "\\", "\n", "\t", "\1", "7", " ", "ä", "\uDCFF", "#"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  private static Object flags(Class<?> type, Random random) {
    try {
      return type.getConstructor(long.class).newInstance(random.nextInt() & 0x7FFF_FFFFL);
    } catch (ReflectiveOperationException broken) {
      throw new AssertionError(broken);
    }
  }
}
