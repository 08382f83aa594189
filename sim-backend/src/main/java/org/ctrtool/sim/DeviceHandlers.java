package org.ctrtool.sim;

import static org.ctrtool.api.SystemCall.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Call;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Termios;
import org.ctrtool.api.WindowSize;
import org.ctrtool.sim.fd.TerminalCalls;
import org.ctrtool.sim.net.Binding;
import org.ctrtool.sim.net.Connecting;
import org.ctrtool.sim.net.MessageCalls;
import org.ctrtool.sim.net.NewSocket;
import org.ctrtool.sim.net.SocketOptions;
import org.ctrtool.sim.task.LoopCalls;
import org.ctrtool.sim.task.SocketCalls;

/** The calls on devices and sockets: a line for each. */
final class DeviceHandlers {
  private DeviceHandlers() {}

  static void addTo(Map<SystemCall, Handler> table) {
    addTerminals(table);
    addOthers(table);
    addSockets(table);
  }

  private static void silent(
      Map<SystemCall, Handler> table, SystemCall name, Handler.Silent handler) {
    table.put(name, handler.handler());
  }

  private static void addTerminals(Map<SystemCall, Handler> table) {
    table.put(IOCTL_TIOCGWINSZ, (t, c) -> TerminalCalls.tiocgwinsz(t, c.fd(0)));
    silent(
        table,
        IOCTL_TIOCSWINSZ,
        (t, c) -> TerminalCalls.tiocswinsz(t, c.fd(0), (WindowSize) c.required(1)));
    table.put(IOCTL_TCGETS, (t, c) -> TerminalCalls.tcgets(t, c.fd(0)));
    silent(
        table, IOCTL_TCSETS, (t, c) -> TerminalCalls.tcsets(t, c.fd(0), (Termios) c.required(1)));
    table.put(IOCTL_TIOCGPTN, (t, c) -> TerminalCalls.tiocgptn(t, c.fd(0)));
    silent(
        table,
        IOCTL_TIOCSPTLCK,
        (t, c) -> TerminalCalls.tiocsptlck(t, c.fd(0), ((IntCell) c.required(1)).value()));
    table.put(
        IOCTL_TIOCGPTPEER,
        (t, c) -> TerminalCalls.tiocgptpeer(t, c.fd(0), (OpenFlags) c.required(1)));
  }

  private static void addOthers(Map<SystemCall, Handler> table) {
    table.put(SOCKET_INET_DGRAM, (t, c) -> SocketCalls.inetDgram(t));
    silent(
        table,
        IOCTL_SIOCSIFFLAGS,
        (t, c) -> SocketCalls.setInterfaceFlags(t, c.fd(0), (InterfaceRequest) c.required(1)));
    table.put(IOCTL_LOOP_CTL_GET_FREE, (t, c) -> LoopCalls.getFree(t, c.fd(0)));
    silent(
        table,
        IOCTL_LOOP_CONFIGURE,
        (t, c) -> LoopCalls.configure(t, c.fd(0), (LoopConfig) c.required(1)));
  }

  private static List<Fd> descriptors(Call call) {
    List<Fd> descriptors = new ArrayList<>();
    for (Object each : (List<?>) call.required(2)) {
      descriptors.add((Fd) each);
    }
    return descriptors;
  }

  private static void addSockets(Map<SystemCall, Handler> table) {
    table.put(
        SOCKET,
        (t, c) ->
            NewSocket.socket(
                t,
                (SocketDomain) c.required(0),
                (SocketType) c.required(1),
                (Integer) c.required(2)));
    silent(table, BIND, (t, c) -> Binding.bind(t, c.fd(0), (SocketAddress) c.required(1)));
    silent(table, LISTEN, (t, c) -> Binding.listen(t, c.fd(0), c.number(1)));
    silent(table, CONNECT, (t, c) -> Connecting.connect(t, c.fd(0), (SocketAddress) c.required(1)));
    table.put(ACCEPT4, (t, c) -> Connecting.accept4(t, c.fd(0), (SocketType) c.required(1)));
    table.put(SOCKETPAIR_UNIX, (t, c) -> Connecting.socketpair(t, c.number(0)));
    silent(
        table,
        SOCKETPAIR_UNIX_AT,
        (t, c) -> Connecting.socketpairAt(t, c.number(0), c.fd(1), c.fd(2)));
    table.put(
        SENDMSG,
        (t, c) ->
            MessageCalls.send(
                t, c.fd(0), c.bytes(1), descriptors(c), (MessageFlags) c.required(3)));
    table.put(
        RECVMSG,
        (t, c) ->
            MessageCalls.receive(
                t, c.fd(0), c.number(1), c.number(2), (MessageFlags) c.required(3)));
    table.put(
        RECVMMSG,
        (t, c) ->
            MessageCalls.receiveSeveral(
                t, c.fd(0), c.number(1), c.number(2), c.number(3), (MessageFlags) c.required(4)));
    table.put(GETSOCKOPT_PEERCRED, (t, c) -> SocketOptions.peer(t, c.fd(0)));
    silent(
        table,
        SETSOCKOPT,
        (t, c) ->
            SocketOptions.set(
                t, c.fd(0), (SocketOption) c.required(1), ((IntCell) c.required(2)).value()));
    table.put(GETSOCKOPT, (t, c) -> SocketOptions.get(t, c.fd(0), (SocketOption) c.required(1)));
    table.put(IOCTL_SIOCGIFINDEX, (t, c) -> SocketCalls.interfaceIndex(t, c.fd(0), c.text(1)));
  }
}
