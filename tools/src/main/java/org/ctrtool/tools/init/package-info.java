/** A small init: process 1 of a container that has more processes than its program. */
@NullMarked
package org.ctrtool.tools.init;

import org.jspecify.annotations.NullMarked;
