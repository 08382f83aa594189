/**
 * The simulated kernel: sockets, as far as they can be seen without data. {@link
 * org.ctrtool.sim.net.NetSocket} is a socket, which belongs to a network namespace for good; {@link
 * org.ctrtool.sim.net.NewSocket}, {@link org.ctrtool.sim.net.SocketOptions} and {@link
 * org.ctrtool.sim.net.Binding} are the calls.
 */
@NullMarked
package org.ctrtool.sim.net;

import org.jspecify.annotations.NullMarked;
