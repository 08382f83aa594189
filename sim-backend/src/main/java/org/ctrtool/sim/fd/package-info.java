/**
 * Descriptors of the simulated kernel and what is behind them.
 *
 * <p>Start with {@link org.ctrtool.sim.fd.OpenFile} (the kernel's {@code struct file}) and {@link
 * org.ctrtool.sim.fd.FdTable}. What an open file does is its {@link
 * org.ctrtool.sim.fd.FileOperations}: pipes, anonymous files, terminals, directories. The system
 * calls on descriptors are {@link org.ctrtool.sim.fd.DescriptorCalls} and {@link
 * org.ctrtool.sim.fd.ReadWriteCalls}; a call that blocks sleeps in the task's {@link
 * org.ctrtool.sim.fd.WaitQueue}.
 */
@NullMarked
package org.ctrtool.sim.fd;

import org.jspecify.annotations.NullMarked;
