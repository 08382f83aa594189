/**
 * Builds the static binary: Java class files, through TeaVM's C target, through gcc, to one executable. Runs at build
 * time only and is not part of the published jar. Start at {@link org.ctrtool.nativebuild.NativeBuild}.
 */
package org.ctrtool.nativebuild;
