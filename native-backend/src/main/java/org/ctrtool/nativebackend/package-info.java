/**
 * The machine below the static binary: raw system calls, memory outside the Java heap, the arguments and environment as
 * bytes. {@link org.ctrtool.nativebackend.Main} is its entry point. Everything here is compiled to C by TeaVM.
 */
package org.ctrtool.nativebackend;
