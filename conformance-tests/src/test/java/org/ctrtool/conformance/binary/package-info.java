/** The static binary as people use it: command lines, and what comes of them. */
@NullMarked
package org.ctrtool.conformance.binary;

import org.jspecify.annotations.NullMarked;
