/**
 * The Linux kernel as the tools see it: typed system calls, their values, and what a refused call
 * says.
 */
@NullMarked
package org.ctrtool.api;

import org.jspecify.annotations.NullMarked;
