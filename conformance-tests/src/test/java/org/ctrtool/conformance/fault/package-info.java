/**
 * Injected faults: every example again and again on the model, each time with one system call of
 * ctrtool that fails as its man page says it may.
 */
@NullMarked
package org.ctrtool.conformance.fault;

import org.jspecify.annotations.NullMarked;
