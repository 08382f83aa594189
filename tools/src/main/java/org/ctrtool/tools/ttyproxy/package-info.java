/** A program on a terminal or pipes of its own, relayed to the caller's descriptors. */
@NullMarked
package org.ctrtool.tools.ttyproxy;

import org.jspecify.annotations.NullMarked;
