/** A command for every connection to a listening socket. */
@NullMarked
package org.ctrtool.tools.debugshell;

import org.jspecify.annotations.NullMarked;
