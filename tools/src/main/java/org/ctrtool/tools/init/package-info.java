/** What a container executes first: a small init, and the last step to its command. */
@NullMarked
package org.ctrtool.tools.init;

import org.jspecify.annotations.NullMarked;
