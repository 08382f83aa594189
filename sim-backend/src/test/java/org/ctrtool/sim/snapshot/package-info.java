@NullMarked
package org.ctrtool.sim.snapshot;

import org.jspecify.annotations.NullMarked;
