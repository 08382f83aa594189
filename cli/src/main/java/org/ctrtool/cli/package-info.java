/**
 * The command line on a JVM: the same front end as in the static binary, with the commands that
 * need a model of Linux. Start with {@link org.ctrtool.cli.Main}.
 */
@NullMarked
package org.ctrtool.cli;

import org.jspecify.annotations.NullMarked;
