/**
 * The main job: a container in one command.
 *
 * <p>{@link org.ctrtool.tools.run.RunRequest} is what was asked for; {@link
 * org.ctrtool.tools.run.HostFacts} is everything about the host that a decision depends on, looked
 * up before anything is changed; {@link org.ctrtool.tools.run.ContainerPlan} is the decisions;
 * {@link org.ctrtool.tools.run.ContainerChild} is the straight line that the first process of the
 * container runs up to its exec; {@link org.ctrtool.tools.run.Container} is the parent, which
 * starts it and waits.
 */
@NullMarked
package org.ctrtool.tools.run;

import org.jspecify.annotations.NullMarked;
