/**
 * The rules that the code itself keeps, read from its class files: who may use whom, and what the
 * modules that are compiled to C must do without. Start at {@link ArchitectureTest}, {@link
 * TeavmSafetyTest} and {@link ExceptionShapeTest}. Each rule is shown to be able to fail by a class
 * that breaks it, in {@code bad}.
 */
@NullMarked
package org.ctrtool.conformance.rules;

import org.jspecify.annotations.NullMarked;
