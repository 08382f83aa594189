/** pivot_root(2) on a directory, by a process that has it as its root directory. */
@NullMarked
package org.ctrtool.tools.chrootpivot;

import org.jspecify.annotations.NullMarked;
