/** Tests of the package of the same name. */
@NullMarked
package org.ctrtool.sim.ns;

import org.jspecify.annotations.NullMarked;
