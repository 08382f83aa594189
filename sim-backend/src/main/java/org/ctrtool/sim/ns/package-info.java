/** The simulated kernel: ns. */
@NullMarked
package org.ctrtool.sim.ns;

import org.jspecify.annotations.NullMarked;
