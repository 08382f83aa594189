/** The simulated kernel: user. */
@NullMarked
package org.ctrtool.sim.user;

import org.jspecify.annotations.NullMarked;
