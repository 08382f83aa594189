/**
 * The hidden mode of the static binary that tests steer: it makes the calls it is sent, in tasks of
 * its own, and answers what the kernel said and how things look afterwards.
 *
 * <p>{@link org.ctrtool.nativebackend.agent.Script} is what is sent, {@link
 * org.ctrtool.nativebackend.agent.Report} what comes back. {@link
 * org.ctrtool.nativebackend.agent.Relay} is the process that speaks with the test; it is the first
 * process of a PID namespace, so that nothing outlives it. Each task of a script is a process
 * ({@link org.ctrtool.nativebackend.agent.AgentTask}) connected to it by a socket.
 *
 * <p>{@link org.ctrtool.nativebackend.agent.Playground}, {@link
 * org.ctrtool.nativebackend.agent.Symbols} and {@link org.ctrtool.nativebackend.agent.TaskView}
 * work over any kernel: the same script runs on a simulated one.
 */
@NullMarked
package org.ctrtool.nativebackend.agent;

import org.jspecify.annotations.NullMarked;
