package org.ctrtool.api;

/**
 * What {@link Kernel#clone} is to make; see clone(2). The exit signal is SIGCHLD.
 *
 * @param flags new namespaces, and what parent and child share
 * @param ending how the child ends if a call of its sequence is refused
 */
public record CloneRequest(CloneFlags flags, Ending ending) {}
