package org.ctrtool.sim.ns;

import org.ctrtool.sim.user.UserNamespace;

/** Names of the host; the kernel's {@code struct uts_namespace}; see uts_namespaces(7). */
public final class UtsNamespace implements Namespace {
  private final long number;
  private final UserNamespace owner;
  private String nodeName;
  private String domainName;

  /** A namespace with these names. */
  public UtsNamespace(long number, UserNamespace owner, String nodeName, String domainName) {
    this.number = number;
    this.owner = owner;
    this.nodeName = nodeName;
    this.domainName = domainName;
  }

  /** A copy that somebody makes who is (or will be) in {@code owner}. */
  public UtsNamespace copy(long number, UserNamespace owner) {
    return new UtsNamespace(number, owner, nodeName, domainName);
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.UTS;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public UserNamespace owner() {
    return owner;
  }

  /** The host name. */
  public String nodeName() {
    return nodeName;
  }

  /** Sets the host name. */
  public void setNodeName(String name) {
    nodeName = name;
  }

  /** The NIS domain name. */
  public String domainName() {
    return domainName;
  }

  /** Sets the NIS domain name. */
  public void setDomainName(String name) {
    domainName = name;
  }
}
