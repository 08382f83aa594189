/** What holds for all modules: the same steps on every kernel, and the rules of the code itself. */
@NullMarked
package org.ctrtool.conformance;

import org.jspecify.annotations.NullMarked;
