/** The simulated kernel: fs. */
@NullMarked
package org.ctrtool.sim.fs;

import org.jspecify.annotations.NullMarked;
