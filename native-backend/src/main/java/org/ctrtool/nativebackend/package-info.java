/** The real kernel without a JVM: raw system calls, and the entry point of the static binary. */
@NullMarked
package org.ctrtool.nativebackend;

import org.jspecify.annotations.NullMarked;
