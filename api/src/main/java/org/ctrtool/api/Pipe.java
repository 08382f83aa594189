package org.ctrtool.api;

/**
 * Two descriptors that were made together: of a pipe, or (then both ends are alike) of a pair of
 * sockets.
 *
 * @param readEnd where data comes out
 * @param writeEnd where data goes in
 */
public record Pipe(Fd readEnd, Fd writeEnd) {}
