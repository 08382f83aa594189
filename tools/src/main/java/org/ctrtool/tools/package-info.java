/**
 * The tools: one package each, and the grammar by which they read their arguments.
 *
 * <p>A tool asks everything of an {@code org.ctrtool.api.Kernel}. Compiled to C: no reflection,
 * files, threads or regular expressions of the JDK.
 */
@NullMarked
package org.ctrtool.tools;

import org.jspecify.annotations.NullMarked;
