/**
 * The file system proc: what it shows of tasks, and the settings of {@code /proc/sys} that
 * container tools look at.
 *
 * <p>{@link org.ctrtool.sim.proc.ProcType} makes one for the PID namespace of whoever mounts it.
 * {@code ProcRoot} finds processes, {@code ProcessDirectory} has the files of one; what {@code
 * status} says is in {@code Status}.
 */
@NullMarked
package org.ctrtool.sim.proc;

import org.jspecify.annotations.NullMarked;
