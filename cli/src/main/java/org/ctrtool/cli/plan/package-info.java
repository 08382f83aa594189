/**
 * What a tool would do: {@link org.ctrtool.cli.plan.Plan} runs it on a simulated kernel and keeps
 * each call with what came of it. {@link org.ctrtool.cli.plan.PlanCommand} shows that as text or
 * JSON, {@link org.ctrtool.cli.plan.SimulateCommand} lets the tool speak and shows what it left
 * behind.
 */
@NullMarked
package org.ctrtool.cli.plan;

import org.jspecify.annotations.NullMarked;
