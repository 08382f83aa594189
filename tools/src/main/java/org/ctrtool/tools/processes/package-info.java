/** Recipes over processes. */
@NullMarked
package org.ctrtool.tools.processes;

import org.jspecify.annotations.NullMarked;
