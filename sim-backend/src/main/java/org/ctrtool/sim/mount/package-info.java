/**
 * The mount model: mounts, mount namespaces, propagation, and the mount side of every system call
 * that changes them.
 *
 * <p>Start with {@link org.ctrtool.sim.mount.Mount} and {@link
 * org.ctrtool.sim.mount.MountNamespace}. What has to agree over the whole system (ids, which dentry
 * is a mount point) is in {@link org.ctrtool.sim.mount.MountTable}. Each call has a class with its
 * checks in kernel order and its effect: {@link org.ctrtool.sim.mount.MountCall} (mount(2)), {@link
 * org.ctrtool.sim.mount.Umount}, {@link org.ctrtool.sim.mount.PivotRoot}, {@link
 * org.ctrtool.sim.mount.OpenTree}, {@link org.ctrtool.sim.mount.MoveMount}, {@link
 * org.ctrtool.sim.mount.MountSetattr}, {@link org.ctrtool.sim.mount.MountNamespaceCopy}. The
 * algorithms they share stand beside them: {@link org.ctrtool.sim.mount.Attach}, {@link
 * org.ctrtool.sim.mount.Propagation}, {@link org.ctrtool.sim.mount.UmountPropagation}.
 *
 * <p>Paths come in resolved, as {@link org.ctrtool.sim.mount.Location}s; who calls is a {@link
 * org.ctrtool.sim.mount.MountCaller}. A refused call changes nothing.
 */
@NullMarked
package org.ctrtool.sim.mount;

import org.jspecify.annotations.NullMarked;
