/**
 * Giving up privileges before a program is executed: {@link
 * org.ctrtool.tools.privileges.PrivilegeRequest} is what is wanted, {@link
 * org.ctrtool.tools.privileges.PrivilegeDrop} the calls that make it so, in the order that makes
 * them work.
 */
@NullMarked
package org.ctrtool.tools.privileges;

import org.jspecify.annotations.NullMarked;
