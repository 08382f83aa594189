/** The real kernel from a JVM, through JNA; children are played by the static binary. */
@NullMarked
package org.ctrtool.linux;

import org.jspecify.annotations.NullMarked;
