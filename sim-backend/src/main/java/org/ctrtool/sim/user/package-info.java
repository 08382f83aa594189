/**
 * Who a task is: user namespaces, id maps, credentials and capabilities.
 *
 * <p>{@link org.ctrtool.sim.user.Kuid} and {@link org.ctrtool.sim.user.Kgid} are ids as the kernel
 * stores them; {@link org.ctrtool.sim.user.UserNamespace} is the only place where they become what
 * a program sees. {@link org.ctrtool.sim.user.Credentials} is an immutable value, and each class
 * that changes it follows one part of the kernel: {@link org.ctrtool.sim.user.IdChange}, {@link
 * org.ctrtool.sim.user.CapabilityChange}, {@link org.ctrtool.sim.user.Exec}. Start with {@link
 * org.ctrtool.sim.user.Credentials#isCapable}.
 */
@NullMarked
package org.ctrtool.sim.user;

import org.jspecify.annotations.NullMarked;
