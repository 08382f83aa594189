/**
 * Groups of processes in the unified hierarchy; cgroups(7), kernel/cgroup/cgroup.c. {@link
 * org.ctrtool.sim.cgroup.Cgroup} is a group, {@link org.ctrtool.sim.cgroup.CgroupSuperBlock} the
 * file system in which groups are directories. Controllers, limits and the hierarchies of version 1
 * are not modelled.
 */
@NullMarked
package org.ctrtool.sim.cgroup;

import org.jspecify.annotations.NullMarked;
