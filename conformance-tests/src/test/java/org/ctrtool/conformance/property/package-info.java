/**
 * Properties: whatever the sequence of calls, the simulated kernel answers as the real one does,
 * and things look the same after every step. A sequence for which that is not so is made as short
 * as it can be, and saved as a scenario under {@code target/counterexamples}.
 *
 * <p>{@link org.ctrtool.conformance.property.Agreement} runs and compares; {@code -Dctrtool.tries}
 * says how many sequences of each kind are tried.
 */
@NullMarked
package org.ctrtool.conformance.property;

import org.jspecify.annotations.NullMarked;
