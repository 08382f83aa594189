package org.ctrtool.sim.ns;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.sim.net.NetSocket;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** Network interfaces, of which there is only {@code lo}; see network_namespaces(7). */
public final class NetNamespace implements Namespace {
  private static final InterfaceFlags IFF_LOOPBACK = new InterfaceFlags(8);

  private final long number;
  private final UserNamespace owner;
  private final Map<String, InterfaceFlags> interfaces = new LinkedHashMap<>();
  private final Set<NetSocket> sockets = new LinkedHashSet<>();
  private boolean hasBeenUp;

  /** A namespace whose loopback interface is down. */
  public NetNamespace(long number, UserNamespace owner) {
    this.number = number;
    this.owner = owner;
    interfaces.put("lo", IFF_LOOPBACK);
  }

  /** That of a host, whose loopback interface is up. */
  public static NetNamespace ofHost(long number, UserNamespace owner) {
    NetNamespace namespace = new NetNamespace(number, owner);
    namespace.setFlags("lo", new InterfaceFlags(IFF_LOOPBACK.bits() | 1));
    return namespace;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.NET;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public UserNamespace owner() {
    return owner;
  }

  /** The flags of an interface; null if there is none of this name. */
  public @Nullable InterfaceFlags flags(String name) {
    return interfaces.get(name);
  }

  /** Sets the flags of an interface. */
  public void setFlags(String name, InterfaceFlags flags) {
    interfaces.put(name, flags);
    hasBeenUp |= isUp();
  }

  /** The number of an interface; 0 if there is none of this name. */
  public int index(String name) {
    return interfaces.containsKey(name) ? 1 : 0;
  }

  /** Whether the loopback interface is up, and has its addresses. */
  public boolean isUp() {
    InterfaceFlags loopback = interfaces.get("lo");
    return loopback != null && (loopback.bits() & 1) != 0;
  }

  /** Whether it was up at any time: before that, there is no table of routes. */
  public boolean hasBeenUp() {
    return hasBeenUp;
  }

  /** The sockets that are bound, in the order in which that was done. */
  public Set<NetSocket> sockets() {
    return sockets;
  }
}
