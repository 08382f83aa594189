/**
 * A Linux kernel model in memory. Runs anywhere a JVM does, without privileges, and names the rule
 * behind each refusal.
 */
@NullMarked
package org.ctrtool.sim;

import org.jspecify.annotations.NullMarked;
