/** The simulated kernel: .. */
@NullMarked
package org.ctrtool.sim;

import org.jspecify.annotations.NullMarked;
