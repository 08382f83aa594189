package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.AnonymousCalls;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.SocketNode;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NetNamespace;

/** Sockets of the IPv4 family, as far as interfaces are configured through them. */
public final class SocketCalls {
  /** A socket; it belongs to the network namespace it was made in. */
  private record InetSocket(NetNamespace namespace) implements FileOperations {
    @Override
    public boolean hasOffset() {
      return false;
    }
  }

  private SocketCalls() {}

  /** socket(2) of the family AF_INET. */
  public static Fd inetDgram(Task task) {
    task.descriptors().lowestFree(0, task.descriptorLimit());
    OpenFile file = AnonymousCalls.socket(task, new InetSocket(task.namespaces().net()));
    return task.descriptors().install(file, true, task.descriptorLimit());
  }

  /** The network namespace that a socket was made in. */
  static NetNamespace namespaceOf(Task task, Fd fd) {
    OpenFile file = task.descriptors().require(fd);
    InetSocket socket = file.operations(InetSocket.class);
    if (socket != null) {
      return socket.namespace();
    }
    if (file.inode() instanceof SocketNode) {
      throw new NotModelled("the network namespace of a UNIX socket");
    }
    throw new Refusal(NamespaceRule.NOT_A_SOCKET);
  }

  /** SIOCSIFFLAGS: dev_ioctl(), dev_ifsioc(). */
  public static void setInterfaceFlags(Task task, Fd fd, InterfaceRequest request) {
    InetSocket socket = task.descriptors().require(fd).operations(InetSocket.class);
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
