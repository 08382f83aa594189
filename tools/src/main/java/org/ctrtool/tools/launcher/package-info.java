/**
 * The launcher: a process in new namespaces that waits while a script of the caller's prepares it,
 * and then becomes the program with the identity and capabilities that were asked for.
 *
 * <p>{@link org.ctrtool.tools.launcher.LauncherTool} declares the options, {@code LaunchPlan} takes
 * the decisions, {@code Launch} is what the launcher does and {@code LaunchedChild} what its child
 * does, each in the order in which things happen.
 */
@NullMarked
package org.ctrtool.tools.launcher;

import org.jspecify.annotations.NullMarked;
