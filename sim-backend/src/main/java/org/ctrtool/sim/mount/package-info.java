/** The simulated kernel: mount. */
@NullMarked
package org.ctrtool.sim.mount;

import org.jspecify.annotations.NullMarked;
