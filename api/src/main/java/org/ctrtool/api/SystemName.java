package org.ctrtool.api;

/**
 * What uname(2) tells.
 *
 * @param system the kernel's name
 * @param node the host name
 * @param release the kernel's release
 * @param version the kernel's build
 * @param machine the hardware
 * @param domain the NIS domain name
 */
public record SystemName(
    String system, String node, String release, String version, String machine, String domain) {}
