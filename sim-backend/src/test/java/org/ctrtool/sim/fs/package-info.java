/** Tests of file systems. */
@NullMarked
package org.ctrtool.sim.fs;

import org.jspecify.annotations.NullMarked;
