/** Tests of the package of the same name. */
@NullMarked
package org.ctrtool.sim.user;

import org.jspecify.annotations.NullMarked;
