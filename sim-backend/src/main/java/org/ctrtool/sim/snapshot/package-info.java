/**
 * What is known of a real host: {@link org.ctrtool.sim.snapshot.HostCapture} reads it through a
 * {@code Kernel}, {@link org.ctrtool.sim.snapshot.HostSnapshot} holds it, {@link
 * org.ctrtool.sim.snapshot.SnapshotJson} writes it down, and {@code SimHost.from} boots a model of
 * it.
 */
@NullMarked
package org.ctrtool.sim.snapshot;

import org.jspecify.annotations.NullMarked;
