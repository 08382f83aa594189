/**
 * What is made from the grammars of the tools when ctrtool is built: manual pages and completions
 * for shells. {@link org.ctrtool.cli.docs.Documents} writes them all.
 */
@NullMarked
package org.ctrtool.cli.docs;

import org.jspecify.annotations.NullMarked;
