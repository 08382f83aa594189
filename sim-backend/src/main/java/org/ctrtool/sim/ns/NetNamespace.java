package org.ctrtool.sim.ns;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** Network interfaces, of which there is only {@code lo}; see network_namespaces(7). */
public final class NetNamespace implements Namespace {
  private static final InterfaceFlags IFF_LOOPBACK = new InterfaceFlags(8);

  private final long number;
  private final UserNamespace owner;
  private final Map<String, InterfaceFlags> interfaces = new LinkedHashMap<>();

  /** A namespace whose loopback interface is down. */
  public NetNamespace(long number, UserNamespace owner) {
    this.number = number;
    this.owner = owner;
    interfaces.put("lo", IFF_LOOPBACK);
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
  }
}
