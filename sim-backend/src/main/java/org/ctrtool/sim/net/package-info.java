/**
 * The simulated kernel: sockets. {@link org.ctrtool.sim.net.NetSocket} is a socket, which belongs
 * to a network namespace for good; those of AF_UNIX, {@link org.ctrtool.sim.net.UnixSocket}, carry
 * data and descriptors. {@link org.ctrtool.sim.net.NewSocket}, {@link
 * org.ctrtool.sim.net.SocketOptions}, {@link org.ctrtool.sim.net.Binding}, {@link
 * org.ctrtool.sim.net.Connecting} and {@link org.ctrtool.sim.net.MessageCalls} are the calls.
 */
@NullMarked
package org.ctrtool.sim.net;

import org.jspecify.annotations.NullMarked;
