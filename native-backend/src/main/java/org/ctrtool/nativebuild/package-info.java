/**
 * Builds the static binary: class files, through TeaVM's C target, through gcc, to one executable.
 * Runs at build time only and is no part of the jar. Start at {@link
 * org.ctrtool.nativebuild.NativeBuild}.
 */
@NullMarked
package org.ctrtool.nativebuild;

import org.jspecify.annotations.NullMarked;
