/** A tidy table of descriptors for a program, perhaps announced as for socket activation. */
@NullMarked
package org.ctrtool.tools.setfds;

import org.jspecify.annotations.NullMarked;
