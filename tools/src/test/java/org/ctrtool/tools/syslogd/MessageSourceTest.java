package org.ctrtool.tools.syslogd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.junit.jupiter.api.Test;
import org.mockito.stubbing.OngoingStubbing;

class MessageSourceTest {
  private static final PeerCredentials NOBODY =
      new PeerCredentials(new Pid(0), new Uid(65534), new Gid(65534));
  private static final PeerCredentials SOMEBODY =
      new PeerCredentials(new Pid(7), new Uid(1), new Gid(1));
  private static final KernelException EMPTY = new KernelException(Errno.EAGAIN, "recvmmsg");

  private final Kernel kernel = mock();
  private final List<MessageSource.Arrival> arrivals = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  private MessageSource source(SocketType type) {
    when(kernel.getsockopt(any(), any())).thenReturn(0);
    when(kernel.getsockopt(Fd.STDIN, SocketOption.SO_DOMAIN))
        .thenReturn(SocketDomain.AF_UNIX.number());
    when(kernel.getsockopt(Fd.STDIN, SocketOption.SO_TYPE)).thenReturn((int) type.bits());
    when(kernel.clockGettime(0)).thenReturn(new Timespec(1, 0), new Timespec(2, 0));
    MessageSource source = MessageSource.inherited(kernel, Fd.STDIN);
    assertThat(source).isNotNull();
    return source;
  }

  private OngoingStubbing<List<ReceivedMessage>> receiving() {
    return when(kernel.recvmmsg(any(), anyInt(), anyInt(), anyInt(), any()));
  }

  private static ReceivedMessage message(String text, PeerCredentials sender) {
    byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
    return new ReceivedMessage(data, data.length, sender, List.of(), MessageFlags.NONE);
  }

  /** The bytes of an arrival are its own only until the next. */
  private void note(MessageSource.Arrival arrival) {
    int length = arrival.end() - arrival.start();
    texts.add(new String(arrival.data(), arrival.start(), length, StandardCharsets.ISO_8859_1));
    arrivals.add(arrival);
  }

  @Test
  void messagesHaveTheTimeAtWhichTheirCallBroughtThem() {
    MessageSource source = source(SocketType.SOCK_DGRAM);
    receiving()
        .thenReturn(List.of(message("a", SOMEBODY), message("b", SOMEBODY)))
        .thenReturn(List.of(message("c", SOMEBODY)))
        .thenThrow(EMPTY);

    assertThat(source.receive(this::note)).isFalse();

    assertThat(texts).containsExactly("a", "b", "c");
    assertThat(arrivals).extracting(a -> a.time().seconds()).containsExactly(1L, 1L, 2L);
  }

  @Test
  void onlyWhatWaitedAtTheStartHasAnUnknownSender() {
    MessageSource source = source(SocketType.SOCK_DGRAM);
    receiving()
        .thenReturn(List.of(message("early", NOBODY), message("a", SOMEBODY)))
        .thenThrow(EMPTY)
        .thenReturn(List.of(message("late", NOBODY)))
        .thenThrow(EMPTY);

    source.receive(this::note);
    source.receive(this::note);

    assertThat(arrivals)
        .extracting(MessageSource.Arrival::sender)
        .containsExactly(null, SOMEBODY, NOBODY);
  }

  /** The end of a stream fills what is left of the room for messages. */
  @Test
  void nothingComesAfterTheEnd() {
    MessageSource source = source(SocketType.SOCK_STREAM);
    ReceivedMessage end = message("", SOMEBODY);
    receiving().thenReturn(List.of(message("one\ntw", SOMEBODY), message("o", SOMEBODY), end, end));

    assertThat(source.receive(this::note)).isFalse();

    assertThat(source.hasEnded()).isTrue();
    assertThat(texts).containsExactly("one\n", "two");
  }

  @Test
  void anEmptyDatagramIsNoEnd() {
    MessageSource source = source(SocketType.SOCK_DGRAM);
    receiving().thenReturn(List.of(message("", SOMEBODY), message("a", SOMEBODY))).thenThrow(EMPTY);

    source.receive(this::note);

    assertThat(source.hasEnded()).isFalse();
    assertThat(texts).containsExactly("a");
  }

  /** It is readable for ever. */
  @Test
  void aDatagramSocketThatIsShutDownIsAtItsEnd() {
    MessageSource source = source(SocketType.SOCK_DGRAM);
    receiving().thenReturn(List.of(message("a", SOMEBODY))).thenThrow(EMPTY);
    PollFd asked = new PollFd(Fd.STDIN, PollEvents.POLLRDHUP);
    when(kernel.ppoll(List.of(asked), Timespec.ZERO)).thenReturn(List.of(asked));

    source.receive(this::note);
    assertThat(source.hasEnded()).isFalse();
    source.receive(this::note);

    assertThat(source.hasEnded()).isTrue();
    assertThat(texts).containsExactly("a");
  }

  @Test
  void aWakingForNothingIsNoEnd() {
    MessageSource source = source(SocketType.SOCK_DGRAM);
    receiving().thenThrow(EMPTY);
    PollFd failed = new PollFd(Fd.STDIN, PollEvents.POLLERR);
    when(kernel.ppoll(any(), any())).thenReturn(List.of()).thenReturn(List.of(failed));

    source.receive(this::note);
    source.receive(this::note);

    assertThat(source.hasEnded()).isFalse();
  }
}
