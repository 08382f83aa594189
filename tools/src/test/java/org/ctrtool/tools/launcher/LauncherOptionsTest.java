package org.ctrtool.tools.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.privileges.PrivilegeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherOptionsTest {
  private static final Grammar<LauncherOptions> GRAMMAR = new LauncherTool().grammar();

  static LauncherOptions options(String line) {
    ParseResult<LauncherOptions> result = GRAMMAR.parse(List.of(line.split(" ")), false);
    assertThat(result).as("%s", result).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<LauncherOptions>) result).request();
  }

  private static String mistake(String line) {
    ParseResult<LauncherOptions> result = GRAMMAR.parse(List.of(line.split(" ")), false);
    assertThat(result).as(line).isInstanceOf(ParseResult.Mistake.class);
    return ((ParseResult.Mistake<LauncherOptions>) result).what();
  }

  @Test
  void optionsEndAtTheProgram() {
    assertThat(options("-w -- echo -w").command).containsExactly("echo", "-w");
    assertThat(options("--wait echo --wait").command).containsExactly("echo", "--wait");
  }

  @Test
  void shortOptionsClusterAndLongOnesMayBeAbbreviated() {
    LauncherOptions clustered = options("-wuHname -CimnpV hostname");
    assertThat(clustered.wait).isTrue();
    assertThat(clustered.hostname).isEqualTo("name");
    assertThat(clustered.cgroupNamespace).isTrue();
    assertThat(clustered.clearEnvironment).isTrue();
    assertThat(clustered.namespaces)
        .isEqualTo(
            CloneFlags.CLONE_NEWUTS
                .or(CloneFlags.CLONE_NEWIPC)
                .or(CloneFlags.CLONE_NEWNS)
                .or(CloneFlags.CLONE_NEWNET)
                .or(CloneFlags.CLONE_NEWPID));

    assertThat(options("--wai -u --hostn=name2 hostname").hostname).isEqualTo("name2");
    assertThat(options("--network true").has(CloneFlags.CLONE_NEWNET)).isTrue();
    assertThat(mistake("--exec x true")).contains("ambiguous");
  }

  @Test
  void theProgramIsRootWithoutGroupsUnlessSaidOtherwise() {
    PrivilegeRequest privileges = options("true").privileges();

    assertThat(privileges.user()).isEqualTo(Uid.ROOT);
    assertThat(privileges.group()).isEqualTo(Gid.ROOT);
    assertThat(privileges.groups()).isEmpty();
    assertThat(privileges.clear()).isFalse();
  }

  @Test
  void numbersAreDecimalHexadecimalOrOctal() {
    LauncherOptions options = options("-S 1000 -G 0x3e9 --groups=5,0x6,07 id");

    assertThat(options.user).isEqualTo(new Uid(1000));
    assertThat(options.group).isEqualTo(new Gid(1001));
    assertThat(options.groups).containsExactly(new Gid(5), new Gid(6), new Gid(7));
    assertThat(mistake("-S 4294967296 id")).startsWith("-S: ");
  }

  @Test
  void capabilitiesAreMasksOrNames() {
    CapabilitySet two = CapabilitySet.of(Capability.CAP_NET_ADMIN, Capability.CAP_SYS_CHROOT);

    assertThat(options("-b 0x41000 id").bounding)
        .isEqualTo(new PrivilegeRequest.Bounding(two, true));
    assertThat(options("-b net_admin,cap_sys_chroot id").bounding)
        .isEqualTo(new PrivilegeRequest.Bounding(two, true));
    assertThat(options("-b all,-sys_admin id").bounding)
        .isEqualTo(
            new PrivilegeRequest.Bounding(
                CapabilitySet.ALL.without(Capability.CAP_SYS_ADMIN), false));
    assertThat(options("-I net_admin,sys_chroot id").inheritable)
        .isEqualTo(new PrivilegeRequest.Inheritable.Exactly(two));
    assertThat(options("-a inherit id").ambient)
        .isEqualTo(new PrivilegeRequest.Ambient.LikeInheritable());
    assertThat(options("-I 1 -k id").privileges().inheritable())
        .isEqualTo(new PrivilegeRequest.Inheritable.AllPermitted());
    assertThat(mistake("-b nosuch id")).contains("no capability");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-b 3", "--escape -U", "-m -r /x"})
  void capabilitiesAreClearedWhereTheProgramIsConfined(String line) {
    assertThat(options(line + " true").clears()).isTrue();
    assertThat(options(line + " --clear-caps-before-exec=0 true").clears()).isFalse();
    assertThat(mistake("-D " + line + " true")).contains("no_new_privs");
    assertThat(options("-D --clear-caps-before-exec " + line + " true").clears()).isTrue();
  }

  @Test
  void clearingIsOffOtherwise() {
    assertThat(options("-S 5 -D -imnpu true").clears()).isFalse();
    assertThat(options("--clear-caps-before-exec true").clears()).isTrue();
    assertThat(mistake("--clear-caps-before-exec=2 true")).contains("0 to 1");
  }

  @ParameterizedTest
  @CsvSource({
    "-H x, --hostname needs --uts",
    "-r /, --pivot-root needs --mount",
    "-R private, --propagation needs --mount",
    "-t, --mount-proc needs --mount",
    "-m -t -R shared, --mount-proc needs --mount",
    "-m -t -R unchanged, --mount-proc needs --mount",
    "--uid-map=0.0.1, need --user",
    "--disable-setgroups, need --user"
  })
  void whatWouldHarmTheCallerIsRefused(String line, String what) {
    assertThat(mistake(line + " true")).contains(what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-E -H x", "-E -r /", "-E -R unchanged", "-E -t", "-U --unsafe-no-escape"})
  void theChecksCanBeLifted(String line) {
    assertThat(options(line + " true").command).containsExactly("true");
  }

  @ParameterizedTest
  @CsvSource({
    "sh, SHARED",
    "shared, SHARED",
    "sl, SLAVE",
    "slave, SLAVE",
    "p, PRIVATE",
    "u, UNCHANGED",
    "unchanged, UNCHANGED"
  })
  void propagationIsAWordOrItsBeginning(String word, Propagation meaning) {
    assertThat(options("-m -R " + word + " true").effectivePropagation()).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "s", "proper", "sharedx"})
  void otherWordsAreNoPropagation(String word) {
    assertThat(mistake("-m -R " + word + " true")).startsWith("-R: ");
  }

  @Test
  void mountsOfANewNamespaceAreSlaves() {
    assertThat(options("-m true").effectivePropagation()).isEqualTo(Propagation.SLAVE);
    assertThat(options("true").effectivePropagation()).isEqualTo(Propagation.UNCHANGED);
  }

  @Test
  void oneOptionSaysWhatIsExecuted() {
    assertThat(options("--exec-file=/x a b").executable).isEqualTo(new Executable.Path("/x"));
    assertThat(options("--exec-fd=5 a").executable).isEqualTo(new Executable.Open(new Fd(5)));
    assertThat(options("--no-exec").runsNothing()).isTrue();
    assertThat(mistake("--exec-fd=5 --exec-file-host=b x")).contains("only one of");
    assertThat(mistake("-w")).contains("PROGRAM");
    assertThat(mistake("--exec-fd=5")).contains("PROGRAM");
  }

  @Test
  void theLastPidFileIsWrittenFirst() {
    assertThat(options("-P a --write-pid=b true").pidFiles).containsExactly("b", "a");
  }

  @Test
  void terminalAndPipesAreTheOwnersUnlessAnotherIsNamed() {
    assertThat(options("--alloc-tty true").streamOwner()).isEqualTo(Uid.KEEP);
    assertThat(options("-U -O 5 --alloc-tty true").streamOwner()).isEqualTo(new Uid(5));
    assertThat(options("-U -O 5 --alloc-pipe --tty-owner-uid=6 true").streamOwner())
        .isEqualTo(new Uid(6));
  }

  @Test
  void theStandardDescriptorsAreNotNotified() {
    assertThat(mistake("--notify-fd=2 true")).startsWith("--notify-fd: ");
    assertThat(options("--notify-fd=3 true").notify).isEqualTo(new Fd(3));
  }

  @ParameterizedTest
  @CsvSource({
    "-F, --script-no-fork needs --script",
    "-w -F -x hook, there is no launcher that could wait",
    "--exec-anon-fd, needs a --script",
    "-O 5, need --user",
    "--old-nsenter=n:5, needs --userns-fd",
    "-fi --old-nsenter=p:5, no letter p",
    "-fi -x hook, makes no child",
    "-fi -U --uid-map=0.0.1, makes no child",
    "-n --unshare2=n, another option makes",
    "--unshare2=U, makes no user namespace",
    "--boottime=5, need --time",
    "--lock-timeout=5, needs --lockfile",
    "-L log --alloc-tty, --log-file does not go with",
    "-b 3 --nsenter-post=U:5, would undo",
    "-X 4, 0 to 3",
    "--nsenter2=q:5, namespace request",
    "--open-namespaces=q, is no letter",
    "--set-tid=0, 1 to 2147483647"
  })
  void whatMakesNoSenseIsSaidAtOnce(String line, String what) {
    assertThat(mistake(line + " true")).contains(what);
  }

  @Test
  void abbreviationsThatWereInUseKeepTheirMeaning() {
    assertThat(options("--wai true").wait).isTrue();
    assertThat(options("--wai true").waitExec).isFalse();
    assertThat(options("--wait-e true").waitExec).isTrue();
    assertThat(options("--lock f true").lockFile).isEqualTo("f");
    assertThat(options("--close 7 true").closed).containsExactly(new Fd(7));
    assertThat(options("--timer 5 true").timerSlack).isEqualTo(5);
    assertThat(options("--unix-socketpair=3 true").socketType).isEqualTo(5);
    assertThat(options("-u --h box true").hostname).isEqualTo("box");
  }

  @Test
  void aSealedCopyIsTheDefaultWhereOthersCouldReachTheProgram() {
    assertThat(options("-imnpu true").needsSealedCopy()).isFalse();
    assertThat(options("--escape true").needsSealedCopy()).isTrue();
    assertThat(options("-U true").needsSealedCopy()).isTrue();
    assertThat(options("-f5 true").needsSealedCopy()).isTrue();
    assertThat(options("--nsenter-post=n:5 true").needsSealedCopy()).isTrue();
    assertThat(options("-p --fork true").needsSealedCopy()).isTrue();
    assertThat(options("-m --fork true").needsSealedCopy()).isFalse();
    assertThat(options("-U --unsafe-no-escape true").needsSealedCopy()).isFalse();
  }

  @Test
  void aPidNamespaceOfItsOwnMakesTheChildFork() {
    assertThat(options("--unshare2=p true").forksEarly()).isTrue();
    assertThat(options("--nsenter2=p:5 --fork true").forksEarly()).isTrue();
    assertThat(options("--nsenter2=p:5 true").forksEarly()).isFalse();
    assertThat(options("--fork true").forksLate()).isTrue();
    assertThat(options("--unshare2=p true").forksLate()).isFalse();
  }

  @Test
  void whatIsMadeLaterCountsForTheChecks() {
    assertThat(options("--unshare2=mu -H box -t -r /x true").effectivePropagation())
        .isEqualTo(Propagation.SLAVE);
  }

  @Test
  void timeOffsetsMayBeNegative() {
    assertThat(options("--time --monotonic=-100 --boottime=5.7 true").timeOffsets)
        .isEqualTo("monotonic -100 0\nboottime 5 7\n");
    assertThat(options("--time --boottime=010.000000090 true").timeOffsets)
        .isEqualTo("boottime 10 90\n");
    assertThat(options("--unshare2=T true").timeNamespace).isTrue();
  }
}
