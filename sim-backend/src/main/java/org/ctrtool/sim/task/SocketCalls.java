package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.net.NetSocket;
import org.ctrtool.sim.net.NewSocket;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NetNamespace;

/** What network namespaces are asked and told through sockets; netdevice(7). */
public final class SocketCalls {
  private SocketCalls() {}

  /** socket(2) of the family AF_INET. */
  public static Fd inetDgram(Task task) {
    SocketType type = SocketType.SOCK_DGRAM.or(SocketType.SOCK_CLOEXEC);
    return NewSocket.socket(task, SocketDomain.AF_INET, type, 0);
  }

  /** SIOCGIFINDEX: sock_ioctl(), dev_ifsioc_locked(). */
  public static int interfaceIndex(Task task, Fd fd, String name) {
    int index = namespaceOf(task, fd).index(name);
    Refuse.when(index == 0, NamespaceRule.NO_SUCH_INTERFACE);
    return index;
  }

  /** The network namespace that a socket was made in. */
  static NetNamespace namespaceOf(Task task, Fd fd) {
    OpenFile file = task.descriptors().require(fd);
    NetSocket socket = file.operations(NetSocket.class);
    if (socket != null) {
      return socket.namespace();
    }
    throw new Refusal(NamespaceRule.NOT_A_SOCKET);
  }

  /** SIOCSIFFLAGS: dev_ioctl(), dev_ifsioc(). */
  public static void setInterfaceFlags(Task task, Fd fd, InterfaceRequest request) {
    NetSocket socket = task.descriptors().require(fd).operations(NetSocket.class);
    if (socket == null) {
      throw new Refusal(NamespaceRule.NOT_A_SOCKET);
    }
    NetNamespace namespace = socket.namespace();
    Refuse.unless(
        task.credentials().isCapable(namespace.owner(), Capability.CAP_NET_ADMIN),
        NamespaceRule.INTERFACE_NEEDS_CAP_NET_ADMIN);
    Refuse.when(namespace.flags(request.name()) == null, NamespaceRule.NO_SUCH_INTERFACE);
    namespace.setFlags(request.name(), request.flags());
  }
}
