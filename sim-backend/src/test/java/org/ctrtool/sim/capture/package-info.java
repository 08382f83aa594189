/** Tests of the package of the same name. */
@NullMarked
package org.ctrtool.sim.capture;

import org.jspecify.annotations.NullMarked;
