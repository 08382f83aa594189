/**
 * Sockets, files and devices opened in other namespaces, for a program that stays where it is.
 *
 * <p>{@link org.ctrtool.tools.nsopenfile.NsOpenFileTool} has the grammar, which fills a {@link
 * org.ctrtool.tools.nsopenfile.Request} with one {@code Opening} for each thing to open. {@code
 * Opener} carries them out: {@code Namespaces} finds what is to be entered, and a {@code Target}
 * makes the calls there.
 */
@NullMarked
package org.ctrtool.tools.nsopenfile;

import org.jspecify.annotations.NullMarked;
