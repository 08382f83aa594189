package org.ctrtool.sim.net;

import org.ctrtool.api.Dev;
import org.ctrtool.api.PollEvents;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.path.FileCaller;

/**
 * What {@code /dev/net/tun} gives: the way to an interface that nobody has asked for yet. It
 * belongs to the network namespace in which it was opened; drivers/net/tun.c. TUNSETIFF, which asks
 * for an interface, is not modelled.
 */
public final class TunFile implements FileOperations {
  /** The number of the device. */
  public static final Dev NUMBER = new Dev(10, 200);

  private final NetNamespace namespace;

  /** One that was opened in a namespace. */
  public TunFile(NetNamespace namespace) {
    this.namespace = namespace;
  }

  /** The network namespace that SIOCGSKNS tells. */
  public NetNamespace namespace() {
    return namespace;
  }

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    throw new Refusal(SocketRule.NO_INTERFACE_YET);
  }

  @Override
  public int write(OpenFile file, FileCaller caller, byte[] data) {
    throw new Refusal(SocketRule.NO_INTERFACE_YET);
  }

  @Override
  public boolean hasOffset() {
    return false;
  }

  @Override
  public PollEvents poll(OpenFile file) {
    return PollEvents.POLLERR;
  }
}
