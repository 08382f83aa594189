/** Running a tool from a copy of ctrtool that nobody can change. */
@NullMarked
package org.ctrtool.tools.escape;

import org.jspecify.annotations.NullMarked;
