package org.ctrtool.sim.proc;

import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.IdMapFile;
import org.ctrtool.sim.user.IdMapKind;
import org.ctrtool.sim.user.UserNamespace;

/** The files about the user namespace that a process was in when they were opened. */
final class UserNamespaceFiles {
  private UserNamespaceFiles() {}

  /** {@code uid_map}, {@code gid_map} or {@code projid_map}. */
  static ProcessFile map(ProcSuperBlock proc, Task task, IdMapKind kind) {
    return new MapFile(proc, task, kind);
  }

  /** {@code setgroups}. */
  static ProcessFile setgroups(ProcSuperBlock proc, Task task) {
    return new SetgroupsFile(proc, task);
  }

  private static UserNamespace namespaceOf(OpenFile file) {
    return (UserNamespace) java.util.Objects.requireNonNull(file.payload());
  }

  private static final class MapFile extends ProcessFile {
    private final IdMapKind kind;

    MapFile(ProcSuperBlock proc, Task task, IdMapKind kind) {
      super(proc, task, 0644);
      this.kind = kind;
    }

    @Override
    protected void opened(OpenFile file, FileCaller opener) {
      file.setPayload(task().userNamespace());
    }

    @Override
    protected byte[] content(OpenFile file, FileCaller reader) {
      UserNamespace opener = credentialsOf(file).userNamespace();
      return IdMapFile.text(namespaceOf(file), kind, opener)
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    String text(Task reader, Credentials opener) {
      return IdMapFile.text(task().userNamespace(), kind, opener.userNamespace());
    }

    @Override
    protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
      IdMapFile.write(
          namespaceOf(file),
          kind,
          credentialsOf(file),
          ((Task) writer).credentials(),
          offset,
          data);
      return data.length;
    }
  }

  private static final class SetgroupsFile extends ProcessFile {
    SetgroupsFile(ProcSuperBlock proc, Task task) {
      super(proc, task, 0644);
    }

    @Override
    protected void opened(OpenFile file, FileCaller opener) {
      if (file.isForWriting()) {
        IdMapFile.openSetgroups(task().userNamespace(), credentialsOf(file));
      }
      file.setPayload(task().userNamespace());
    }

    @Override
    protected byte[] content(OpenFile file, FileCaller reader) {
      return IdMapFile.setgroupsText(namespaceOf(file))
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    String text(Task reader, Credentials opener) {
      return IdMapFile.setgroupsText(task().userNamespace());
    }

    @Override
    protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
      IdMapFile.writeSetgroups(namespaceOf(file), offset, data);
      return data.length;
    }
  }
}
