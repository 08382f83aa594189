package org.ctrtool.conformance.scenario;

import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.Stat;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.nativebackend.agent.Symbols;
import org.jspecify.annotations.Nullable;

/**
 * What calls answer, as text: what a scenario expects, and what is compared between kernels. What
 * no two kernels agree on (device and inode numbers, times) is left out.
 */
public final class Outcomes {
  private Outcomes() {}

  /** An error by its name, otherwise the value. */
  public static String text(@Nullable Errno errno, @Nullable Object value) {
    return errno == null ? text(value) : errno.name();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "0";
      case Boolean truth -> truth ? "1" : "0";
      case String string -> OsStrings.quoted(string);
      case byte[] bytes -> OsStrings.quoted(OsStrings.decode(bytes));
      case Fd fd -> Integer.toString(fd.number());
      case Pipe pipe -> "(" + pipe.readEnd() + ", " + pipe.writeEnd() + ")";
      case Ids ids -> "{" + ids.real() + ", " + ids.effective() + ", " + ids.saved() + "}";
      case Stat stat -> stat(stat);
      case PeerCredentials peer -> peer(peer);
      case ReceivedMessage message -> message(message);
      case WaitStatus status ->
          "{si_pid="
              + process(status.pid())
              + ", si_code="
              + status.cause()
              + ", si_status="
              + status.status()
              + "}";
      case Capabilities capabilities -> Literals.print(capabilities);
      case List<?> list when !list.isEmpty() && list.get(0) instanceof DirectoryEntry ->
          names(list);
      case List<?> list when !list.isEmpty() && list.get(0) instanceof Gid -> list.toString();
      case List<?> list when !list.isEmpty() && list.get(0) instanceof ReceivedMessage ->
          list.stream().map(Outcomes::text).toList().toString();
      default -> value.toString();
    };
  }

  private static String stat(Stat stat) {
    boolean sized = stat.mode().isRegular() || stat.mode().isSymbolicLink();
    return "{st_mode="
        + stat.mode()
        + ", st_nlink="
        + stat.links()
        + ", st_uid="
        + stat.owner()
        + ", st_gid="
        + stat.group()
        + (sized ? ", st_size=" + stat.size() : "")
        + "}";
  }

  private static String peer(PeerCredentials peer) {
    return "{pid="
        + process(peer.process())
        + ", uid="
        + peer.user()
        + ", gid="
        + peer.group()
        + "}";
  }

  /** A task of the scenario is its letter. */
  private static String process(Pid pid) {
    int task = Symbols.taskOf(pid);
    return task < 0 ? pid.toString() : String.valueOf((char) ('A' + task));
  }

  /** The data, and how long the message was if they are not all; then what came along. */
  private static String message(ReceivedMessage message) {
    StringBuilder text = new StringBuilder(OsStrings.quoted(OsStrings.decode(message.data())));
    if (message.length() != message.data().length) {
      text.append(" of ").append(message.length());
    }
    if (message.sender() != null) {
      text.append(' ').append(peer(message.sender()));
    }
    if (!message.descriptors().isEmpty()) {
      text.append(' ').append(message.descriptors());
    }
    return message.flags().bits() == 0
        ? text.toString()
        : text.append(' ').append(message.flags()).toString();
  }

  private static String names(List<?> entries) {
    return entries.stream()
        .map(entry -> OsStrings.quoted(((DirectoryEntry) entry).name()))
        .sorted()
        .toList()
        .toString();
  }
}
