/** Tests of the package of the same name. */
@NullMarked
package org.ctrtool.sim.task;

import org.jspecify.annotations.NullMarked;
