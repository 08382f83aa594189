/**
 * A description of a real host that a simulated one can be made from.
 *
 * <p>{@link org.ctrtool.sim.capture.HostCapture} looks at a host through a {@link
 * org.ctrtool.api.Kernel}; {@link org.ctrtool.sim.capture.HostSnapshot} is what it found, without
 * environment, user names or content of files; {@link org.ctrtool.sim.capture.SnapshotJson} writes
 * and reads it; {@link org.ctrtool.sim.SimHost#from} boots it.
 */
@NullMarked
package org.ctrtool.sim.capture;

import org.jspecify.annotations.NullMarked;
