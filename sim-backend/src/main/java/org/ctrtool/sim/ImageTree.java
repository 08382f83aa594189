package org.ctrtool.sim;

import java.nio.charset.StandardCharsets;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.fs.Symlink;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** The content of a file system image; everything in it belongs to root. */
public final class ImageTree {
  private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};

  private final Machine machine;
  private final SuperBlock superBlock;

  ImageTree(Machine machine, SuperBlock superBlock) {
    this.machine = machine;
    this.superBlock = superBlock;
    superBlock.setRoot(
        new Dentry("", new Directory(superBlock, new Mode(0755), Kuid.ROOT, Kgid.ROOT)));
  }

  /** A directory with mode 0755, and those above it. */
  public ImageTree directory(String path) {
    directoryAt(path);
    return this;
  }

  /** A file with mode 0644. */
  public ImageTree file(String path, String content) {
    RegularFile file = fileAt(path, 0644);
    file.setContent(content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** An executable file about which nothing else is known. */
  public ImageTree executable(String path) {
    fileAt(path, 0755).setContent(ELF);
    return this;
  }

  /** An executable file with code behind it. */
  public ImageTree program(String path, SimProgram program) {
    RegularFile file = fileAt(path, 0755);
    file.setContent(ELF);
    machine.programs().register(file, program);
    return this;
  }

  /** A symbolic link. */
  public ImageTree symlink(String path, String target) {
    parentOf(path).add(nameOf(path), new Symlink(superBlock, target, Kuid.ROOT, Kgid.ROOT));
    return this;
  }

  SuperBlock superBlock() {
    return superBlock;
  }

  private RegularFile fileAt(String path, int permissions) {
    RegularFile file =
        new RegularFile(superBlock, new Mode(permissions), Kuid.ROOT, Kgid.ROOT);
    parentOf(path).add(nameOf(path), file);
    return file;
  }

  private Dentry parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return directoryAt(slash <= 0 ? "" : path.substring(0, slash));
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private Dentry directoryAt(String path) {
    Dentry here = superBlock.root();
    int at = 0;
    while (at < path.length()) {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      if (end > at) {
        here = child(here, path.substring(at, end));
      }
      at = end + 1;
    }
    return here;
  }

  private Dentry child(Dentry parent, String name) {
    Dentry found = parent.child(name);
    return found != null
        ? found
        : parent.add(
            name, new Directory(superBlock, new Mode(0755), Kuid.ROOT, Kgid.ROOT));
  }
}
