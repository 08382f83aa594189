/**
 * A log daemon for containers: {@link org.ctrtool.tools.syslogd.Syslogd} is the tool. Messages come
 * from a {@code MessageSource}, become lines by a {@code LineFormat}, wait in a {@code LogQueue}
 * and go to a {@code LogOutput}; {@code SyslogLoop} turns the wheel.
 */
@NullMarked
package org.ctrtool.tools.syslogd;

import org.jspecify.annotations.NullMarked;
