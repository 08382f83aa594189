package org.ctrtool.sim;

import static org.ctrtool.api.SystemCall.*;

import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.task.FsContextCalls;
import org.ctrtool.sim.task.MountCalls;

/** The calls on mounts: a line for each. */
final class MountHandlers {
  private MountHandlers() {}

  static void addTo(Map<SystemCall, Handler> table) {
    addClassic(table);
    addDetached(table);
    addContexts(table);
  }

  private static void silent(
      Map<SystemCall, Handler> table, SystemCall name, Handler.Silent handler) {
    table.put(name, handler.handler());
  }

  private static void addClassic(Map<SystemCall, Handler> table) {
    silent(
        table,
        MOUNT,
        (t, c) ->
            MountCalls.mount(
                t,
                c.textOrNull(0),
                c.text(1),
                c.textOrNull(2),
                (MountFlags) c.required(3),
                c.textOrNull(4)));
    silent(table, UMOUNT2, (t, c) -> MountCalls.umount2(t, c.text(0), (UmountFlags) c.required(1)));
    silent(table, PIVOT_ROOT, (t, c) -> MountCalls.pivotRoot(t, c.text(0), c.text(1)));
  }

  private static void addDetached(Map<SystemCall, Handler> table) {
    table.put(
        OPEN_TREE,
        (t, c) -> MountCalls.openTree(t, c.fd(0), c.text(1), (OpenTreeFlags) c.required(2)));
    silent(
        table,
        MOVE_MOUNT,
        (t, c) ->
            MountCalls.moveMount(
                t, c.fd(0), c.text(1), c.fd(2), c.text(3), (MoveMountFlags) c.required(4)));
    silent(
        table,
        MOUNT_SETATTR,
        (t, c) ->
            MountCalls.mountSetattr(
                t, c.fd(0), c.text(1), (AtFlags) c.required(2), (MountAttr) c.required(3)));
  }

  private static void addContexts(Map<SystemCall, Handler> table) {
    table.put(FSOPEN, (t, c) -> FsContextCalls.fsopen(t, c.text(0), (FsopenFlags) c.required(1)));
    silent(table, FSCONFIG_SET_FLAG, (t, c) -> FsContextCalls.set(t, c.fd(0), c.text(1), null));
    silent(
        table, FSCONFIG_SET_STRING, (t, c) -> FsContextCalls.set(t, c.fd(0), c.text(1), c.text(2)));
    silent(table, FSCONFIG_CREATE, (t, c) -> FsContextCalls.create(t, c.fd(0)));
    silent(table, FSCONFIG_RECONFIGURE, (t, c) -> FsContextCalls.reconfigure(t, c.fd(0)));
    table.put(
        FSMOUNT,
        (t, c) ->
            FsContextCalls.fsmount(
                t, c.fd(0), (FsmountFlags) c.required(1), (MountAttrFlags) c.required(2)));
  }
}
