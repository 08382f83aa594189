package org.ctrtool.sim.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.path.Files.assertRefused;

import java.util.List;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.path.Files;
import org.ctrtool.sim.path.TestTask;
import org.junit.jupiter.api.Test;

class DescriptorCallsTest {
  private static final PollEvents ASKED = PollEvents.POLLIN.or(PollEvents.POLLOUT);

  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  private Fd open() {
    return files.open("/", OpenFlags.O_RDONLY);
  }

  private void dup3(int from, int to) {
    DescriptorCalls.dup3(task, new Fd(from), new Fd(to), PipeFlags.NONE);
  }

  private PollEvents ready(Fd fd) {
    List<PollFd> ready = ReadWriteCalls.ready(task, List.of(new PollFd(fd, ASKED)));
    return ready.isEmpty() ? PollEvents.NONE : ready.getFirst().events();
  }

  @Test
  void theLowestFreeNumberIsTaken() {
    open();
    open();
    open();

    DescriptorCalls.close(task, new Fd(1));

    assertThat(open()).isEqualTo(new Fd(1));
    assertThat(open()).isEqualTo(new Fd(3));
  }

  @Test
  void dup3ChecksNumbersInOrder() {
    open();
    task.setDescriptorLimit(10);

    assertRefused(FdRule.BOTH_ARE_THE_SAME, () -> dup3(900, 900));
    assertRefused(FdRule.NUMBER_IS_BEYOND_THE_LIMIT, () -> dup3(0, 10));
    assertRefused(FdRule.NOT_OPEN, () -> dup3(9, 5));
    dup3(0, 9);
    assertThat(task.descriptors().isCloseOnExec(new Fd(9))).isFalse();
  }

  @Test
  void aCopySharesTheOffset() {
    files.file("/f", "abc", 0644);
    Fd fd = files.open("/f", OpenFlags.O_RDONLY);
    Fd copy = DescriptorCalls.dupfdCloexec(task, fd, 7);

    assertThat(ReadWriteCalls.read(task, fd, 1)).isEqualTo(OsStrings.encode("a"));
    assertThat(ReadWriteCalls.read(task, copy, 9)).isEqualTo(OsStrings.encode("bc"));
    assertThat(copy).isEqualTo(new Fd(7));
    assertThat(DescriptorCalls.getfd(task, copy)).isEqualTo(FdFlags.FD_CLOEXEC);
  }

  @Test
  void aLoweredLimitKeepsWhatIsOpen() {
    Fd fd = open();
    task.setDescriptorLimit(0);

    assertThat(DescriptorCalls.getfd(task, fd)).isEqualTo(FdFlags.NONE);
    assertRefused(
        FdRule.LOWEST_IS_BEYOND_THE_LIMIT, () -> DescriptorCalls.dupfdCloexec(task, fd, 0));
  }

  @Test
  void closeRangeClosesOrMarks() {
    for (int i = 0; i < 5; i++) {
      open();
    }

    DescriptorCalls.closeRange(task, 3, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    DescriptorCalls.closeRange(task, 1, 2, CloseRangeFlags.NONE);

    assertThat(task.descriptors().entries().keySet()).containsExactly(0, 3, 4);
    task.descriptors().closeForExec();
    assertThat(task.descriptors().entries().keySet()).containsExactly(0);
    assertRefused(
        FdRule.RANGE_IS_BACKWARDS,
        () -> DescriptorCalls.closeRange(task, 2, 1, CloseRangeFlags.NONE));
    assertRefused(
        FdRule.UNKNOWN_DESCRIPTOR_FLAG,
        () -> DescriptorCalls.closeRange(task, 2, 1, new CloseRangeFlags(1)));
  }

  @Test
  void onlySomeStatusFlagsCanBeChanged() {
    files.file("/f", "", 0644);
    Fd fd = files.open("/f", OpenFlags.O_RDONLY);

    DescriptorCalls.setfl(task, fd, OpenFlags.O_RDWR.or(OpenFlags.O_APPEND).or(OpenFlags.O_TRUNC));

    assertThat(DescriptorCalls.getfl(task, fd).bits()).isEqualTo(0x8400);
    assertRefused(FdRule.NOT_OPEN_FOR_WRITING, () -> ReadWriteCalls.write(task, fd, new byte[1]));
  }

  @Test
  void aPipeCarriesBytesAndNoticesThatTheOtherEndIsGone() {
    Pipe pipe = AnonymousCalls.pipe2(task, PipeFlags.O_NONBLOCK);
    assertThat(pipe.readEnd().number()).isLessThan(pipe.writeEnd().number());
    assertRefused(FdRule.WOULD_BLOCK, () -> ReadWriteCalls.read(task, pipe.readEnd(), 1));
    assertThat(ready(pipe.readEnd())).isEqualTo(PollEvents.NONE);

    ReadWriteCalls.write(task, pipe.writeEnd(), OsStrings.encode("hello"));
    DescriptorCalls.close(task, pipe.writeEnd());

    assertThat(ready(pipe.readEnd())).isEqualTo(PollEvents.POLLIN.or(PollEvents.POLLHUP));
    assertThat(ReadWriteCalls.read(task, pipe.readEnd(), 9)).isEqualTo(OsStrings.encode("hello"));
    assertThat(ReadWriteCalls.read(task, pipe.readEnd(), 9)).isEmpty();
    assertThat(ready(pipe.readEnd())).isEqualTo(PollEvents.POLLHUP);
  }

  @Test
  void writingToAPipeNobodyReadsIsASignalAndAnError() {
    Pipe pipe = AnonymousCalls.pipe2(task, PipeFlags.NONE);
    DescriptorCalls.close(task, pipe.readEnd());

    assertRefused(
        FdRule.NO_READER_LEFT, () -> ReadWriteCalls.write(task, pipe.writeEnd(), new byte[1]));
    assertThat(task.raised()).containsExactly(Signal.SIGPIPE);
    assertThat(ready(pipe.writeEnd())).isEqualTo(PollEvents.POLLOUT.or(PollEvents.POLLERR));
  }

  @Test
  void theRoomInAPipeIsCountedInPages() {
    Pipe pipe = AnonymousCalls.pipe2(task, PipeFlags.O_NONBLOCK);
    Fd in = pipe.writeEnd();
    assertThat(ReadWriteCalls.write(task, in, new byte[70000])).isEqualTo(65536);

    ReadWriteCalls.read(task, pipe.readEnd(), 4095);

    assertThat(ready(in)).isEqualTo(PollEvents.NONE);
    assertRefused(FdRule.WOULD_BLOCK, () -> ReadWriteCalls.write(task, in, new byte[5000]));
    ReadWriteCalls.read(task, pipe.readEnd(), 1);
    assertThat(ReadWriteCalls.write(task, in, new byte[5000])).isEqualTo(4096);
  }

  @Test
  void sendfileCopiesFromWhatHasAnOffset() {
    files.file("/f", "hello", 0644);
    Fd source = files.open("/f", OpenFlags.O_RDONLY);
    Pipe pipe = AnonymousCalls.pipe2(task, PipeFlags.NONE);

    assertThat(ReadWriteCalls.sendfile(task, pipe.writeEnd(), source, 3)).isEqualTo(3);

    assertThat(ReadWriteCalls.lseek(task, source, 0, 1)).isEqualTo(3);
    assertThat(ReadWriteCalls.read(task, pipe.readEnd(), 9)).isEqualTo(OsStrings.encode("hel"));
    assertRefused(
        FdRule.SOURCE_HAS_NO_OFFSET,
        () -> ReadWriteCalls.sendfile(task, pipe.writeEnd(), pipe.readEnd(), 1));
  }

  @Test
  void aGapReadsAsZeros() {
    Fd fd = files.open("/f", OpenFlags.O_RDWR.or(OpenFlags.O_CREAT));
    ReadWriteCalls.lseek(task, fd, 10_000, 0);
    ReadWriteCalls.write(task, fd, OsStrings.encode("x"));

    assertThat(files.stat(fd).size()).isEqualTo(10_001);
    ReadWriteCalls.lseek(task, fd, 9_998, 0);
    assertThat(ReadWriteCalls.read(task, fd, 9)).isEqualTo(new byte[] {0, 0, 'x'});
    ReadWriteCalls.ftruncate(task, fd, 5);
    ReadWriteCalls.ftruncate(task, fd, 6);
    assertThat(files.stat(fd).size()).isEqualTo(6);
  }
}
