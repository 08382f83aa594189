/** Tests of the package of the same name. */
@NullMarked
package org.ctrtool.sim.proc;

import org.jspecify.annotations.NullMarked;
