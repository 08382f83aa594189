/** Tests of descriptors, pipes, sockets, anonymous files and terminals. */
@NullMarked
package org.ctrtool.sim.fd;

import org.jspecify.annotations.NullMarked;
