/** Tests of the mount model. */
@NullMarked
package org.ctrtool.sim.mount;

import org.jspecify.annotations.NullMarked;
