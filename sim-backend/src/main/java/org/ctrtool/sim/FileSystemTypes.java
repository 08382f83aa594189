package org.ctrtool.sim;

import org.ctrtool.sim.cgroup.CgroupSuperBlock;
import org.ctrtool.sim.cgroup.CgroupType;
import org.ctrtool.sim.fs.DevptsType;
import org.ctrtool.sim.fs.DevtmpfsType;
import org.ctrtool.sim.fs.DiskType;
import org.ctrtool.sim.fs.MqueueSuperBlock;
import org.ctrtool.sim.fs.RamfsType;
import org.ctrtool.sim.fs.SharedType;
import org.ctrtool.sim.fs.ShellSuperBlock;
import org.ctrtool.sim.fs.TmpfsSuperBlock;
import org.ctrtool.sim.fs.TmpfsType;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.proc.ProcType;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.Task;

/** The types of file systems that a simulated machine knows. */
final class FileSystemTypes {
  private FileSystemTypes() {}

  /**
   * Registers all types.
   *
   * @return the file system of the host's device nodes
   */
  static TmpfsSuperBlock registerAll(Machine machine) {
    Vfs vfs = machine.vfs();
    vfs.register(new TmpfsType());
    vfs.register(new RamfsType());
    vfs.register(new DevptsType());
    vfs.register(new ProcType(machine));
    vfs.register(
        SharedType.ofNamespaces(
            "sysfs",
            caller -> namespaces(caller).net(),
            caller -> namespaces(caller).net().owner(),
            // fc->global: its files belong to the host, whoever mounts it
            context -> ShellSuperBlock.sysfs(vfs.newAnonymousDevice(), machine.userNamespace()),
            true));
    vfs.register(
        SharedType.ofNamespaces(
            "mqueue",
            caller -> namespaces(caller).ipc(),
            caller -> namespaces(caller).ipc().owner(),
            context ->
                new MqueueSuperBlock(
                    vfs.newAnonymousDevice(),
                    context.owner(),
                    context.mounter(),
                    context.mounterGroup()),
            false));
    vfs.register(
        new CgroupType(
            new CgroupSuperBlock(
                machine.cgroups(), vfs.newAnonymousDevice(), machine.userNamespace())));
    vfs.register(new DiskType("ext4", false));
    vfs.register(new DiskType("squashfs", true));
    TmpfsSuperBlock devices =
        TmpfsSuperBlock.ofDevices(vfs.newAnonymousDevice(), machine.userNamespace());
    vfs.register(new DevtmpfsType(devices));
    return devices;
  }

  private static NsProxy namespaces(FileCaller caller) {
    return ((Task) caller).namespaces();
  }
}
