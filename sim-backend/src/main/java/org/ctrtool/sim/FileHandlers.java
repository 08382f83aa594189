package org.ctrtool.sim;

import static org.ctrtool.api.SystemCall.*;

import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.Seals;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.fd.AnonymousCalls;
import org.ctrtool.sim.fd.DescriptorCalls;
import org.ctrtool.sim.fd.ReadWriteCalls;
import org.ctrtool.sim.path.AttributeCalls;
import org.ctrtool.sim.path.DirectoryCalls;
import org.ctrtool.sim.path.NameCalls;
import org.ctrtool.sim.path.OpenCalls;
import org.ctrtool.sim.path.RenameCall;
import org.ctrtool.sim.task.FileLocks;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.task.TaskRule;

/** The calls on files and descriptors: a line for each. */
final class FileHandlers {
  private FileHandlers() {}

  static void addTo(Map<SystemCall, Handler> table) {
    addOpening(table);
    addDescriptors(table);
    addReading(table);
    addNames(table);
    addAttributes(table);
    addDirectories(table);
  }

  private static void silent(
      Map<SystemCall, Handler> table, SystemCall name, Handler.Silent handler) {
    table.put(name, handler.handler());
  }

  private static Mode mode(Call call, int i) {
    return (Mode) call.required(i);
  }

  private static PipeFlags pipeFlags(Call call, int i) {
    return (PipeFlags) call.required(i);
  }

  private static AtFlags at(Call call, int i) {
    return (AtFlags) call.required(i);
  }

  private static void addOpening(Map<SystemCall, Handler> table) {
    table.put(
        OPENAT,
        (t, c) -> OpenCalls.openat(t, c.fd(0), c.text(1), (OpenFlags) c.required(2), mode(c, 3)));
    table.put(OPENAT2, (t, c) -> OpenCalls.openat2(t, c.fd(0), c.text(1), (OpenHow) c.required(2)));
    table.put(PIPE2, (t, c) -> AnonymousCalls.pipe2(t, pipeFlags(c, 0)));
    table.put(
        MEMFD_CREATE,
        (t, c) -> AnonymousCalls.memfdCreate(t, c.text(0), (MemfdFlags) c.required(1)));
    silent(
        table,
        FCNTL_ADD_SEALS,
        (t, c) -> AnonymousCalls.addSeals(t, c.fd(0), (Seals) c.required(1)));
    table.put(FCNTL_GET_SEALS, (t, c) -> AnonymousCalls.getSeals(t, c.fd(0)));
  }

  private static void addDescriptors(Map<SystemCall, Handler> table) {
    silent(table, CLOSE, (t, c) -> DescriptorCalls.close(t, c.fd(0)));
    silent(
        table,
        CLOSE_RANGE,
        (t, c) ->
            DescriptorCalls.closeRange(
                t, c.bigNumber(0), c.bigNumber(1), (CloseRangeFlags) c.required(2)));
    silent(table, DUP3, (t, c) -> DescriptorCalls.dup3(t, c.fd(0), c.fd(1), pipeFlags(c, 2)));
    table.put(FCNTL_DUPFD_CLOEXEC, (t, c) -> DescriptorCalls.dupfdCloexec(t, c.fd(0), c.number(1)));
    table.put(FCNTL_GETFD, (t, c) -> DescriptorCalls.getfd(t, c.fd(0)));
    silent(
        table, FCNTL_SETFD, (t, c) -> DescriptorCalls.setfd(t, c.fd(0), (FdFlags) c.required(1)));
    table.put(FCNTL_GETFL, (t, c) -> DescriptorCalls.getfl(t, c.fd(0)));
    silent(
        table, FCNTL_SETFL, (t, c) -> DescriptorCalls.setfl(t, c.fd(0), (OpenFlags) c.required(1)));
    table.put(FSTATFS_TYPE, (t, c) -> DescriptorCalls.fstatfsType(t, c.fd(0)));
  }

  private static void addReading(Map<SystemCall, Handler> table) {
    table.put(READ, (t, c) -> ReadWriteCalls.read(t, c.fd(0), c.number(1)));
    table.put(WRITE, (t, c) -> ReadWriteCalls.write(t, c.fd(0), c.bytes(1)));
    silent(table, WRITE_ALL, FileHandlers::writeAll);
    silent(table, AWAIT_BYTE, FileHandlers::awaitByte);
    table.put(LSEEK, (t, c) -> ReadWriteCalls.lseek(t, c.fd(0), c.bigNumber(1), c.number(2)));
    table.put(SENDFILE, (t, c) -> ReadWriteCalls.sendfile(t, c.fd(0), c.fd(1), c.bigNumber(2)));
    silent(table, FTRUNCATE, (t, c) -> ReadWriteCalls.ftruncate(t, c.fd(0), c.bigNumber(1)));
    table.put(GETDENTS64, (t, c) -> ReadWriteCalls.getdents64(t, c.fd(0)));
    silent(table, SYNC, (t, c) -> {});
    silent(table, FLOCK, (t, c) -> FileLocks.flock(t, c.fd(0), c.number(1)));
  }

  private static void writeAll(Task task, Call call) {
    byte[] data = call.bytes(1);
    int written = ReadWriteCalls.write(task, call.fd(0), data);
    Refuse.when(written != data.length, TaskRule.WRITTEN_IN_PART);
  }

  private static void awaitByte(Task task, Call call) {
    byte[] read = ReadWriteCalls.read(task, call.fd(0), 1);
    Refuse.when(read.length == 0, TaskRule.NOBODY_WILL_SAY_GO_ON);
  }

  private static void addNames(Map<SystemCall, Handler> table) {
    silent(table, MKDIRAT, (t, c) -> NameCalls.mkdirat(t, c.fd(0), c.text(1), mode(c, 2)));
    silent(
        table,
        MKNODAT,
        (t, c) -> NameCalls.mknodat(t, c.fd(0), c.text(1), mode(c, 2), (Dev) c.required(3)));
    silent(table, SYMLINKAT, (t, c) -> NameCalls.symlinkat(t, c.text(0), c.fd(1), c.text(2)));
    silent(table, UNLINKAT, (t, c) -> NameCalls.unlinkat(t, c.fd(0), c.text(1), at(c, 2)));
    silent(
        table,
        RENAMEAT2,
        (t, c) ->
            RenameCall.renameat2(
                t, c.fd(0), c.text(1), c.fd(2), c.text(3), (RenameFlags) c.required(4)));
  }

  private static void addAttributes(Map<SystemCall, Handler> table) {
    table.put(NEWFSTATAT, (t, c) -> AttributeCalls.fstatat(t, c.fd(0), c.text(1), at(c, 2)));
    table.put(READLINKAT, (t, c) -> AttributeCalls.readlinkat(t, c.fd(0), c.text(1)));
    silent(table, FCHMOD, (t, c) -> AttributeCalls.fchmod(t, c.fd(0), mode(c, 1)));
    silent(table, FCHMODAT, (t, c) -> AttributeCalls.fchmodat(t, c.fd(0), c.text(1), mode(c, 2)));
    silent(
        table,
        FCHOWNAT,
        (t, c) ->
            AttributeCalls.fchownat(
                t, c.fd(0), c.text(1), (Uid) c.required(2), (Gid) c.required(3), at(c, 4)));
  }

  private static void addDirectories(Map<SystemCall, Handler> table) {
    silent(table, CHDIR, (t, c) -> DirectoryCalls.chdir(t, c.text(0)));
    silent(table, FCHDIR, (t, c) -> DirectoryCalls.fchdir(t, c.fd(0)));
    silent(table, CHROOT, (t, c) -> DirectoryCalls.chroot(t, c.text(0)));
    table.put(GETCWD, (t, c) -> DirectoryCalls.getcwd(t));
    silent(table, UMASK, (t, c) -> DirectoryCalls.umask(t, mode(c, 0)));
  }
}
