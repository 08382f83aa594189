/**
 * Known ways out of containers, tried on the static binary and the running kernel: one class of
 * attack per test class. Each attack is also tried on a naive arrangement of other programs, or on
 * ctrtool with the protection switched off, where it must succeed: a test that cannot fail would
 * prove nothing.
 */
@NullMarked
package org.ctrtool.conformance.security;

import org.jspecify.annotations.NullMarked;
