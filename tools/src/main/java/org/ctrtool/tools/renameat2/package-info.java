/** Renaming with the flags of renameat2(2): exchange, do not replace, leave a whiteout. */
@NullMarked
package org.ctrtool.tools.renameat2;

import org.jspecify.annotations.NullMarked;
