package org.ctrtool.api.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.abi.ReportSocket.Message;
import org.ctrtool.api.tape.HelperReport;
import org.junit.jupiter.api.Test;

class ReportSocketMessageTest {
  private static final Message NO_ANSWER = new Message(null, null);

  private static WaitStatus end(WaitStatus.Cause cause, int status) {
    return new WaitStatus(new Pid(7), cause, status);
  }

  @Test
  void theDescriptorIsWhatWasOpenedHoweverTheOtherSideEnded() {
    Message message = new Message(new HelperReport.Opened(), new Fd(5));

    assertThat(message.opened(end(WaitStatus.Cause.CLD_KILLED, 9))).isEqualTo(new Fd(5));
  }

  @Test
  void aRefusalIsThatOfTheOtherSide() {
    Message message = new Message(new HelperReport.Failed(0, Errno.EACCES, "openat()"), null);

    assertThatThrownBy(() -> message.opened(null)).hasMessage("openat(): EACCES");
  }

  @Test
  void whoHasNotAnsweredIsSaidHowToHaveEnded() {
    assertThatThrownBy(() -> NO_ANSWER.opened(end(WaitStatus.Cause.CLD_KILLED, 9)))
        .isInstanceOf(KernelException.class)
        .hasMessage("the process that was to open it, killed by SIGKILL: ESRCH");
    assertThatThrownBy(() -> NO_ANSWER.opened(end(WaitStatus.Cause.CLD_EXITED, 0)))
        .hasMessage("the process that was to open it, without an answer: ESRCH");
    assertThatThrownBy(() -> NO_ANSWER.opened(null)).hasMessageContaining("without an answer");
  }
}
