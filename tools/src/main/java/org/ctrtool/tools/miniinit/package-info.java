/**
 * Process 1 of a container that runs several programs: {@link org.ctrtool.tools.miniinit.MiniInit}
 * is the tool, {@link org.ctrtool.tools.miniinit.InitLoop} what goes round as long as it lives.
 */
@NullMarked
package org.ctrtool.tools.miniinit;

import org.jspecify.annotations.NullMarked;
