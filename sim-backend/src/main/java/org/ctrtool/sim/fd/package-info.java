/** The simulated kernel: fd. */
@NullMarked
package org.ctrtool.sim.fd;

import org.jspecify.annotations.NullMarked;
