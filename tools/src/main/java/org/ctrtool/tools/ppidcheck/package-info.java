/** Attributes of a process that its program keeps, and whose child it is. */
@NullMarked
package org.ctrtool.tools.ppidcheck;

import org.jspecify.annotations.NullMarked;
