/**
 * Examples: shell scripts that call the built programs on the real kernel, with what they print.
 * They are the text files below {@code examples}, one for each tool, and its documentation by
 * cases.
 */
@NullMarked
package org.ctrtool.conformance.example;

import org.jspecify.annotations.NullMarked;
