package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ctrtool.api.Call;
import org.ctrtool.api.Dev;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Stat;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of any call and of what calls answer, for conversations between processes. Tapes
 * need less: nobody looks at the answers of their calls.
 */
public final class ValueCodec {
  private static final int POLL_FDS = 32;
  private static final int TIMESPEC = 33;
  private static final int WAIT_FLAGS = 34;
  private static final int MASK_CHANGE = 35;
  private static final int SIGNAL_SET = 36;
  private static final int FALSE = 37;
  private static final int TRUE = 38;
  private static final int PIPE = 39;
  private static final int STAT = 40;
  private static final int ENTRIES = 41;
  private static final int IDS = 42;
  private static final int SYSTEM_NAME = 43;
  private static final int WAIT_STATUS = 44;
  private static final int PEER_CREDENTIALS = 48;

  private static final int RECEIVED = 51;
  private static final int MESSAGE_FLAGS = 52;
  private static final int FDS = 53;
  private static final int MESSAGES = 54;

  private ValueCodec() {}

  /** Writes a call. */
  public static void writeCall(Call call, TapeWriter out) {
    out.u16(call.name().ordinal()).u8(call.argumentCount());
    for (int i = 0; i < call.argumentCount(); i++) {
      write(call.argument(i), out);
    }
  }

  /** Reads a call. */
  public static Call readCall(TapeReader in) {
    int ordinal = in.u16();
    TapeException.unless(ordinal < SystemCall.values().length, "an unknown call");
    SystemCall name = SystemCall.values()[ordinal];
    @Nullable Object[] arguments = new @Nullable Object[in.u8()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = read(in);
    }
    TapeException.unless(Call.fits(name, arguments), "arguments that do not fit " + name);
    return new Call(name, arguments);
  }

  /** Writes an argument or an answer. */
  public static void write(@Nullable Object value, TapeWriter out) {
    switch (value) {
      case Boolean truth -> out.u8(truth ? TRUE : FALSE);
      case Timespec time -> out.u8(TIMESPEC).u64(time.seconds()).u64(time.nanoseconds());
      case WaitFlags flags -> out.u8(WAIT_FLAGS).u64(flags.bits());
      case SignalMaskChange how -> out.u8(MASK_CHANGE).u8(how.ordinal());
      case SignalSet set -> out.u8(SIGNAL_SET).u64(set.bits());
      case Pipe pipe -> out.u8(PIPE).u32(pipe.readEnd().number()).u32(pipe.writeEnd().number());
      case Ids ids -> out.u8(IDS).u64(ids.real()).u64(ids.effective()).u64(ids.saved());
      case WaitStatus status ->
          out.u8(WAIT_STATUS)
              .u32(status.pid().number())
              .u8(status.cause().ordinal())
              .u32(status.status());
      case PeerCredentials peer ->
          out.u8(PEER_CREDENTIALS)
              .u32(peer.process().number())
              .u64(peer.user().number())
              .u64(peer.group().number());
      case MessageFlags flags -> out.u8(MESSAGE_FLAGS).u64(flags.bits());
      case ReceivedMessage message -> {
        out.u8(RECEIVED).bytes(message.data()).u32(message.length());
        write(message.sender(), out);
        writeDescriptors(message.descriptors(), out);
        out.u64(message.flags().bits());
      }
      case List<?> list when !list.isEmpty() && list.get(0) instanceof Fd -> {
        out.u8(FDS);
        writeDescriptors(list, out);
      }
      case List<?> list when !list.isEmpty() && list.get(0) instanceof ReceivedMessage -> {
        out.u8(MESSAGES).u32(list.size());
        list.forEach(each -> write(each, out));
      }
      case Stat stat -> writeStat(stat, out);
      case SystemName name -> writeName(name, out);
      case List<?> list when !list.isEmpty() && list.get(0) instanceof PollFd ->
          writePolls(list, out);
      case List<?> list when !list.isEmpty() && list.get(0) instanceof DirectoryEntry ->
          writeEntries(list, out);
      case null, default -> ArgumentCodec.write(value, out);
    }
  }

  /** Reads an argument or an answer. */
  public static @Nullable Object read(TapeReader in) {
    int tag = in.u8();
    return switch (tag) {
      case FALSE -> false;
      case TRUE -> true;
      case TIMESPEC -> new Timespec(in.u64(), in.u64());
      case WAIT_FLAGS -> new WaitFlags(in.u64());
      case MASK_CHANGE -> SignalMaskChange.values()[index(in, SignalMaskChange.values().length)];
      case SIGNAL_SET -> new SignalSet(in.u64());
      case PIPE -> new Pipe(new Fd(in.u32()), new Fd(in.u32()));
      case IDS -> new Ids(in.u64(), in.u64(), in.u64());
      case WAIT_STATUS -> readStatus(in);
      case PEER_CREDENTIALS ->
          new PeerCredentials(
              new Pid(in.u32()), new Uid(ArgumentCodec.id(in)), new Gid(ArgumentCodec.id(in)));
      case MESSAGE_FLAGS -> new MessageFlags(in.u64());
      case RECEIVED ->
          new ReceivedMessage(
              in.bytes(),
              in.u32(),
              (PeerCredentials) read(in),
              readDescriptors(in),
              new MessageFlags(in.u64()));
      case FDS -> readDescriptors(in);
      case MESSAGES -> readList(in, each -> (ReceivedMessage) read(each));
      case STAT -> readStat(in);
      case SYSTEM_NAME ->
          new SystemName(in.text(), in.text(), in.text(), in.text(), in.text(), in.text());
      case POLL_FDS -> readList(in, ValueCodec::readPoll);
      case ENTRIES -> readList(in, ValueCodec::readEntry);
      default -> ArgumentCodec.read(tag, in);
    };
  }

  private static void writeDescriptors(List<?> list, TapeWriter out) {
    out.u32(list.size());
    for (Object each : list) {
      out.u32(((Fd) each).number());
    }
  }

  private static List<Fd> readDescriptors(TapeReader in) {
    return readList(in, each -> new Fd(each.u32()));
  }

  private static <T> List<T> readList(TapeReader in, Function<TapeReader, T> element) {
    int count = in.u32();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(element.apply(in));
    }
    return list;
  }

  private static WaitStatus readStatus(TapeReader in) {
    Pid pid = new Pid(in.u32());
    WaitStatus.Cause cause = WaitStatus.Cause.values()[index(in, WaitStatus.Cause.values().length)];
    return new WaitStatus(pid, cause, in.u32());
  }

  private static void writeStat(Stat stat, TapeWriter out) {
    out.u8(STAT).u64(stat.device().encoded()).u64(stat.inode()).u32(stat.mode().bits());
    out.u64(stat.links()).u64(stat.owner().number()).u64(stat.group().number());
    out.u64(stat.special().encoded()).u64(stat.size());
  }

  private static Stat readStat(TapeReader in) {
    return new Stat(
        Dev.of(in.u64()),
        in.u64(),
        new Mode(in.u32()),
        in.u64(),
        new Uid(ArgumentCodec.id(in)),
        new Gid(ArgumentCodec.id(in)),
        Dev.of(in.u64()),
        in.u64());
  }

  private static void writeName(SystemName name, TapeWriter out) {
    out.u8(SYSTEM_NAME).text(name.system()).text(name.node()).text(name.release());
    out.text(name.version()).text(name.machine()).text(name.domain());
  }

  private static void writePolls(List<?> list, TapeWriter out) {
    out.u8(POLL_FDS).u32(list.size());
    for (Object element : list) {
      PollFd poll = (PollFd) element;
      out.u32(poll.fd().number()).u64(poll.events().bits());
    }
  }

  private static PollFd readPoll(TapeReader in) {
    return new PollFd(new Fd(in.u32()), new PollEvents(in.u64()));
  }

  private static void writeEntries(List<?> list, TapeWriter out) {
    out.u8(ENTRIES).u32(list.size());
    for (Object element : list) {
      DirectoryEntry entry = (DirectoryEntry) element;
      out.text(entry.name()).u64(entry.inode()).u32(entry.type());
    }
  }

  private static DirectoryEntry readEntry(TapeReader in) {
    return new DirectoryEntry(in.text(), in.u64(), in.u32());
  }

  private static int index(TapeReader in, int size) {
    int index = in.u8();
    TapeException.unless(index < size, "a choice that does not exist");
    return index;
  }
}
