/**
 * The command line on a JVM: picocli commands, usage and completion made from the grammars of the
 * tools.
 */
@NullMarked
package org.ctrtool.cli;

import org.jspecify.annotations.NullMarked;
