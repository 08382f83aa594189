/** Showing calls as they are made: {@link org.ctrtool.api.trace.TracingKernel}. */
@NullMarked
package org.ctrtool.api.trace;

import org.jspecify.annotations.NullMarked;
