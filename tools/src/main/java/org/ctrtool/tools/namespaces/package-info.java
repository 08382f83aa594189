/**
 * Namespaces and ways into them: {@link org.ctrtool.tools.namespaces.NamespaceKind} names the
 * kinds, {@link org.ctrtool.tools.namespaces.NamespaceRequest} is what the user wrote, {@link
 * org.ctrtool.tools.namespaces.NamespaceFiles} what was opened for it.
 */
@NullMarked
package org.ctrtool.tools.namespaces;

import org.jspecify.annotations.NullMarked;
