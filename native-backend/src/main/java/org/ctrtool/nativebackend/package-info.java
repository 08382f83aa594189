/**
 * The real kernel without a JVM: raw system calls, memory outside the Java heap, and the entry
 * point of the static binary, {@link org.ctrtool.nativebackend.Main}. Compiled to C by TeaVM.
 */
@NullMarked
package org.ctrtool.nativebackend;

import org.jspecify.annotations.NullMarked;
