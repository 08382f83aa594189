/**
 * Scenarios: sequences of system calls as readable text, like an strace with comments. {@link
 * org.ctrtool.conformance.scenario.ScenarioParser} says what the text looks like.
 */
@NullMarked
package org.ctrtool.conformance.scenario;

import org.jspecify.annotations.NullMarked;
