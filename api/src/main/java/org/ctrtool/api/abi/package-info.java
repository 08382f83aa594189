/**
 * The binary interface of Linux: how a {@link org.ctrtool.api.Call} becomes registers and memory,
 * and an answer becomes a value. {@link org.ctrtool.api.abi.LinuxKernel} is the real kernel of
 * every backend; what differs between them, reaching the processor, is a {@link
 * org.ctrtool.api.abi.Machine}.
 */
@NullMarked
package org.ctrtool.api.abi;

import org.jspecify.annotations.NullMarked;
