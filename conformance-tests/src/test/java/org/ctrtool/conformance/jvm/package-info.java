/** The front end on a JVM, as it is packaged, beside the static binary. */
@NullMarked
package org.ctrtool.conformance.jvm;

import org.jspecify.annotations.NullMarked;
