package org.ctrtool.sim.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.path.Files.assertRefused;

import org.ctrtool.api.Fd;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Seals;
import org.ctrtool.sim.path.AttributeCalls;
import org.ctrtool.sim.path.DPath;
import org.ctrtool.sim.path.Files;
import org.ctrtool.sim.path.PathRule;
import org.ctrtool.sim.path.TestTask;
import org.junit.jupiter.api.Test;

class SealsTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  private Fd sealable() {
    return AnonymousCalls.memfdCreate(task, "n", MemfdFlags.MFD_ALLOW_SEALING);
  }

  @Test
  void aMemfdHasAModeAndATextButNoNameAndCountsAsNoWriter() {
    Fd fd = AnonymousCalls.memfdCreate(task, "helper", MemfdFlags.NONE);
    OpenFile file = task.descriptors().require(fd);

    assertThat(files.stat(fd).mode()).isEqualTo(new Mode(0100777));
    assertThat(files.stat(fd).links()).isZero();
    assertThat(DPath.shown(file.location(), task.root())).isEqualTo("/memfd:helper (deleted)");
    assertThat(file.inode().writers()).isZero();
  }

  @Test
  void withoutAllowSealingOnlyTheSealOfSealsIsThere() {
    Fd fd = AnonymousCalls.memfdCreate(task, "n", MemfdFlags.NONE);

    assertThat(AnonymousCalls.getSeals(task, fd)).isEqualTo(Seals.F_SEAL_SEAL);
    assertRefused(FdRule.UNKNOWN_SEAL, () -> AnonymousCalls.addSeals(task, fd, new Seals(0x40)));
    assertRefused(
        FdRule.SEALS_ARE_FINAL, () -> AnonymousCalls.addSeals(task, fd, Seals.F_SEAL_WRITE));
  }

  @Test
  void aWriteSealRefusesWrites() {
    Fd fd = sealable();
    AnonymousCalls.addSeals(task, fd, Seals.F_SEAL_WRITE);

    assertRefused(FdRule.IS_SEALED, () -> ReadWriteCalls.write(task, fd, new byte[1]));
    assertThat(ReadWriteCalls.write(task, fd, new byte[0])).isZero();
  }

  @Test
  void sizesAreSealedOneByOne() {
    Fd fd = sealable();
    ReadWriteCalls.ftruncate(task, fd, 10);
    AnonymousCalls.addSeals(task, fd, Seals.F_SEAL_GROW);
    ReadWriteCalls.lseek(task, fd, 8, 0);

    assertRefused(FdRule.IS_SEALED, () -> ReadWriteCalls.write(task, fd, new byte[4]));
    assertThat(ReadWriteCalls.write(task, fd, new byte[2])).isEqualTo(2);
    assertRefused(FdRule.IS_SEALED, () -> ReadWriteCalls.ftruncate(task, fd, 11));
    ReadWriteCalls.ftruncate(task, fd, 9);
    AnonymousCalls.addSeals(task, fd, Seals.F_SEAL_SHRINK);
    assertRefused(FdRule.IS_SEALED, () -> ReadWriteCalls.ftruncate(task, fd, 8));
  }

  @Test
  void theExecSealOfAProgramSealsItsContent() {
    Fd fd = sealable();

    AnonymousCalls.addSeals(task, fd, Seals.F_SEAL_EXEC);

    assertThat(AnonymousCalls.getSeals(task, fd).bits()).isEqualTo(0x3E);
    assertRefused(
        PathRule.EXEC_BITS_ARE_SEALED, () -> AttributeCalls.fchmod(task, fd, new Mode(0666)));
  }

  @Test
  void noexecSealTakesExecuteBits() {
    Fd fd = AnonymousCalls.memfdCreate(task, "n", MemfdFlags.MFD_NOEXEC_SEAL);

    assertThat(AnonymousCalls.getSeals(task, fd)).isEqualTo(Seals.F_SEAL_EXEC);
    assertThat(files.stat(fd).mode()).isEqualTo(new Mode(0100666));
  }

  @Test
  void flagsAndNamesAreChecked() {
    assertRefused(
        FdRule.UNKNOWN_MEMFD_FLAG,
        () -> AnonymousCalls.memfdCreate(task, "n", new MemfdFlags(0x40)));
    assertRefused(
        FdRule.MEMFD_NAME_TOO_LONG,
        () -> AnonymousCalls.memfdCreate(task, "n".repeat(250), MemfdFlags.NONE));
    Fd directory = files.open("/", OpenFlags.O_RDONLY);
    assertRefused(FdRule.CANNOT_BE_SEALED, () -> AnonymousCalls.getSeals(task, directory));
  }
}
