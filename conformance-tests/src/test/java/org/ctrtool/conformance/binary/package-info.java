/**
 * The static binary as people use it: command lines, what comes of them, what a container is like
 * for the program in it, and what is left of it on the host. Most of it needs the superuser and
 * what {@code ./build setup} installs.
 */
@NullMarked
package org.ctrtool.conformance.binary;

import org.jspecify.annotations.NullMarked;
