/**
 * The static binary from outside: what a container is like for the program in it, and what is left
 * of it on the host. Needs the superuser and what {@code ./build setup} installs.
 */
@NullMarked
package org.ctrtool.conformance.binary;

import org.jspecify.annotations.NullMarked;
