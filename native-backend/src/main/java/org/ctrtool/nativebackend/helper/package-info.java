/**
 * The static binary as a helper of processes that cannot run sequences themselves: it reads a
 * {@link org.ctrtool.api.tape.HelperRequest} and plays its tape. Start with {@link
 * org.ctrtool.nativebackend.helper.Helper}.
 */
@NullMarked
package org.ctrtool.nativebackend.helper;

import org.jspecify.annotations.NullMarked;
