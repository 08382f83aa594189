/** Moving a process into groups of several cgroup hierarchies at once. */
@NullMarked
package org.ctrtool.tools.resetcgroup;

import org.jspecify.annotations.NullMarked;
