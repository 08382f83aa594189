/** Tests of the simulated kernel as a whole. */
@NullMarked
package org.ctrtool.sim;

import org.jspecify.annotations.NullMarked;
