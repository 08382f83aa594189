/**
 * How the simulated kernel finds and judges files: the walk along a path, permission, and the
 * system calls on names and attributes.
 *
 * <p>Start with {@link org.ctrtool.sim.path.PathWalk} (fs/namei.c) and {@link
 * org.ctrtool.sim.path.Permission} (idmapped mounts, discretionary access, capabilities). What they
 * need of a task is a {@link org.ctrtool.sim.path.PathCaller}; what the calls need besides is a
 * {@link org.ctrtool.sim.path.FileCaller}. The calls are grouped in {@link
 * org.ctrtool.sim.path.OpenCalls}, {@link org.ctrtool.sim.path.NameCalls}, {@link
 * org.ctrtool.sim.path.AttributeCalls} and {@link org.ctrtool.sim.path.DirectoryCalls}; the rules
 * by which they refuse are {@link org.ctrtool.sim.path.PathRule}s.
 */
@NullMarked
package org.ctrtool.sim.path;

import org.jspecify.annotations.NullMarked;
