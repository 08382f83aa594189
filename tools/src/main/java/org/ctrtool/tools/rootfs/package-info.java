/**
 * The skeleton of a container's root file system: {@link org.ctrtool.tools.rootfs.RootLayout} fills
 * an empty tmpfs. The tool rootfs-mount and {@code run} are both made of it.
 */
@NullMarked
package org.ctrtool.tools.rootfs;

import org.jspecify.annotations.NullMarked;
