package org.ctrtool.sim.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.path.Files.assertRefused;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.WindowSize;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.path.Files;
import org.ctrtool.sim.path.PathRule;
import org.ctrtool.sim.path.TestTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PtyTest {
  private static final OpenFlags TERMINAL = OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY);

  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  @BeforeEach
  void mountDevpts() {
    files.mkdir(0755, "/dev", "/dev/pts");
    task.mount("devpts", "/dev/pts", "devpts", MountFlags.NONE, "ptmxmode=0666,mode=0620,gid=5");
  }

  private Fd master() {
    return files.open("/dev/pts/ptmx", TERMINAL.or(OpenFlags.O_NONBLOCK));
  }

  private Fd slave(Fd master) {
    TerminalCalls.tiocsptlck(task, master, 0);
    return files.open("/dev/pts/" + TerminalCalls.tiocgptn(task, master), TERMINAL);
  }

  private String read(Fd fd) {
    return OsStrings.decode(ReadWriteCalls.read(task, fd, 100));
  }

  private void write(Fd fd, String text) {
    ReadWriteCalls.write(task, fd, OsStrings.encode(text));
  }

  @Test
  void theSlaveIsLockedAtFirst() {
    Fd master = master();

    assertRefused(FileRule.SLAVE_IS_LOCKED, () -> files.open("/dev/pts/0", TERMINAL));
    assertRefused(
        FileRule.SLAVE_IS_LOCKED, () -> TerminalCalls.tiocgptpeer(task, master, TERMINAL));
    assertThat(files.mode("/dev/pts/0")).isEqualTo("20620");
    assertThat(files.lstat("/dev/pts/0").group().number()).isEqualTo(5);
    assertThat(files.lstat("/dev/pts/0").special()).isEqualTo(new Dev(136, 0));
  }

  @Test
  void linesAreEchoedAndEndInCarriageReturnAndNewline() {
    Fd master = master();
    Fd slave = slave(master);

    write(master, "hi\r");
    write(slave, "a\n");

    assertThat(read(master)).isEqualTo("hi\r\na\r\n");
    assertThat(read(slave)).isEqualTo("hi\n");
  }

  @Test
  void rawTerminalsChangeNothing() {
    Fd master = master();
    Fd slave = slave(master);
    TerminalCalls.tcsets(task, slave, TerminalCalls.tcgets(task, slave).raw());

    write(master, "x\r\u0003");
    write(slave, "a\n");

    assertThat(read(slave)).isEqualTo("x\r\u0003");
    assertThat(read(master)).isEqualTo("a\n");
  }

  @Test
  void bothSidesShareTheWindowSize() {
    Fd master = master();
    Fd slave = slave(master);

    TerminalCalls.tiocswinsz(task, master, new WindowSize(24, 80));

    assertThat(TerminalCalls.tiocgwinsz(task, slave)).isEqualTo(new WindowSize(24, 80));
    assertRefused(FileRule.NOT_A_TERMINAL, () -> TerminalCalls.tiocgptn(task, slave));
  }

  @Test
  void closingTheMasterRemovesTheSlave() {
    Fd master = master();
    Fd slave = slave(master);

    DescriptorCalls.close(task, master);

    assertRefused(PathRule.NO_SUCH_NAME, () -> files.open("/dev/pts/0", TERMINAL));
    assertThat(ReadWriteCalls.read(task, slave, 1)).isEmpty();
    assertRefused(FileRule.MASTER_IS_GONE, () -> write(slave, "x"));
    assertThat(TerminalCalls.tiocgptn(task, master())).isZero();
  }

  @Test
  void theMasterNoticesThatTheLastSlaveIsClosed() {
    Fd master = master();
    assertRefused(FdRule.WOULD_BLOCK, () -> read(master));

    DescriptorCalls.close(task, slave(master));

    assertRefused(FileRule.MASTER_IS_GONE, () -> read(master));
  }

  @Test
  void aPtmxNodeElsewhereUsesThePtsBesideIt() {
    files.mkdir(0755, "/lost", "/wrong", "/wrong/pts");
    files.node(020666, new Dev(5, 2), "/dev/ptmx");
    files.node(020666, new Dev(5, 2), "/lost/ptmx");
    files.node(020666, new Dev(5, 2), "/wrong/ptmx");

    files.open("/dev/ptmx", TERMINAL);

    assertThat(files.list("/dev/pts")).containsExactly("0", "ptmx");
    assertRefused(FileRule.NO_PTS_BESIDE, () -> files.open("/lost/ptmx", TERMINAL));
    assertRefused(FileRule.NO_DEVPTS_BESIDE, () -> files.open("/wrong/ptmx", TERMINAL));
  }
}
