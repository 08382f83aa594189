/** The simulated kernel: path. */
@NullMarked
package org.ctrtool.sim.path;

import org.jspecify.annotations.NullMarked;
