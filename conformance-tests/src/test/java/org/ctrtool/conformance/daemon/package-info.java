/** Programs that run for long, on the model of Linux, where time passes as they wait. */
@NullMarked
package org.ctrtool.conformance.daemon;

import org.jspecify.annotations.NullMarked;
