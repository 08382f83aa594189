package org.ctrtool.sim.net;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * A socket; the kernel's {@code struct sock}. Those of other domains than AF_UNIX have addresses
 * and options, but no data.
 */
public class NetSocket implements FileOperations {
  private final NetNamespace namespace;
  private final SocketDomain domain;
  private final SocketType type;
  private final int protocol;
  private final Kuid owner;
  private final Map<SocketOption, Integer> options = new LinkedHashMap<>();
  private @Nullable SocketAddress address;
  private boolean listening;

  NetSocket(
      NetNamespace namespace, SocketDomain domain, SocketType type, int protocol, Kuid owner) {
    this.namespace = namespace;
    this.domain = domain;
    this.type = type;
    this.protocol = protocol;
    this.owner = owner;
  }

  /** The socket of a descriptor. */
  static NetSocket of(Task task, Fd fd) {
    NetSocket socket = task.descriptors().require(fd).operations(NetSocket.class);
    if (socket == null) {
      throw new Refusal(SocketRule.NOT_A_SOCKET);
    }
    return socket;
  }

  /** The network namespace it was made in. */
  public NetNamespace namespace() {
    return namespace;
  }

  SocketDomain domain() {
    return domain;
  }

  /** The kind, without flags. */
  SocketType type() {
    return type;
  }

  int protocol() {
    return protocol;
  }

  Kuid owner() {
    return owner;
  }

  boolean isInternet() {
    return domain.equals(SocketDomain.AF_INET) || domain.equals(SocketDomain.AF_INET6);
  }

  boolean isUnix() {
    return domain.equals(SocketDomain.AF_UNIX);
  }

  boolean is(SocketType kind) {
    return type.equals(kind);
  }

  int option(SocketOption option) {
    return options.getOrDefault(option, 0);
  }

  boolean has(SocketOption option) {
    return option(option) != 0;
  }

  void set(SocketOption option, int value) {
    options.put(option, value);
  }

  /** What it is bound to; a port is the one it got. */
  public @Nullable SocketAddress address() {
    return address;
  }

  void bound(SocketAddress to) {
    address = to;
    namespace.sockets().add(this);
  }

  /** It has an address that is another socket's. */
  void inheritAddress(@Nullable SocketAddress of) {
    address = of;
  }

  /** Nobody can find it any more. */
  void removeName() {
    namespace.sockets().remove(this);
  }

  boolean isListening() {
    return listening;
  }

  void listens() {
    listening = true;
  }

  @Override
  public boolean hasOffset() {
    return false;
  }

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    throw new NotModelled("data of sockets other than those of AF_UNIX");
  }

  @Override
  public int write(OpenFile file, FileCaller caller, byte[] data) {
    throw new NotModelled("data of sockets other than those of AF_UNIX");
  }

  @Override
  public PollEvents poll(OpenFile file) {
    throw new NotModelled("waiting for sockets other than those of AF_UNIX");
  }

  @Override
  public void release(OpenFile file) {
    removeName();
  }
}
