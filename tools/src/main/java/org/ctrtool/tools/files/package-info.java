/** Recipes over files. */
@NullMarked
package org.ctrtool.tools.files;

import org.jspecify.annotations.NullMarked;
