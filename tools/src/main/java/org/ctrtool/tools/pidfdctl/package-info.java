/**
 * Descriptors of processes and namespaces, taken out of other processes and handed to a program: a
 * machine of three registers, in {@link org.ctrtool.tools.pidfdctl.Registers}, and operations on
 * them in the order of the command line.
 */
@NullMarked
package org.ctrtool.tools.pidfdctl;

import org.jspecify.annotations.NullMarked;
