/** Tests of paths, permission, and the calls on names and attributes. */
@NullMarked
package org.ctrtool.sim.path;

import org.jspecify.annotations.NullMarked;
