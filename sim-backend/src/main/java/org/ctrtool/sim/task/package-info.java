/** The simulated kernel: task. */
@NullMarked
package org.ctrtool.sim.task;

import org.jspecify.annotations.NullMarked;
