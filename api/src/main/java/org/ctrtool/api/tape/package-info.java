/**
 * The tape: a sequence of calls written down where Java runs, and played where it must not.
 *
 * <p>{@link org.ctrtool.api.tape.Recorder} is the {@link org.ctrtool.api.ChildKernel} that records;
 * {@link org.ctrtool.api.tape.Tape} is what it records, with a versioned binary form; {@link
 * org.ctrtool.api.tape.Player} plays it on any kernel. Recording and playing equals running
 * directly.
 */
@NullMarked
package org.ctrtool.api.tape;

import org.jspecify.annotations.NullMarked;
