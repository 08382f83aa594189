/**
 * Runs the same scripts on several kernels and compares what they answer and how things look after
 * every step. {@link org.ctrtool.conformance.harness.Subject} is a kernel that is looked at, {@link
 * org.ctrtool.conformance.harness.Observation} what is seen after a step.
 */
@NullMarked
package org.ctrtool.conformance.harness;

import org.jspecify.annotations.NullMarked;
