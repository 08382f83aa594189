package org.ctrtool.api;

/**
 * Who made the other end of a connection; {@code struct ucred} of unix(7).
 *
 * @param process as the reader's PID namespace counts; 0 if it is not visible there
 * @param user as the reader's user namespace counts
 * @param group as the reader's user namespace counts
 */
public record PeerCredentials(Pid process, Uid user, Gid group) {}
