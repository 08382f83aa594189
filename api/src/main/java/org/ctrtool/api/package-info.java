/**
 * The kernel as a Java interface.
 *
 * <p>{@link org.ctrtool.api.Kernel} is the only door through which a tool reaches Linux; there are
 * several kernels behind it, real and simulated. {@link org.ctrtool.api.ChildKernel} is the part of
 * it that code in a freshly cloned child may use. Start with these two; {@link
 * org.ctrtool.api.KernelException} is how a call is refused, {@link org.ctrtool.api.OsStrings} how
 * the byte strings of Linux become {@code String}, {@link org.ctrtool.api.Call} a call as a value,
 * which is what traces, tapes and messages are made of.
 *
 * <p>This package is compiled to C as well: no reflection, no threads, no libraries.
 */
@NullMarked
package org.ctrtool.api;

import org.jspecify.annotations.NullMarked;
