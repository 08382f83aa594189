/** Terminals: relaying between the caller's and a program's. */
@NullMarked
package org.ctrtool.tools.terminal;

import org.jspecify.annotations.NullMarked;
