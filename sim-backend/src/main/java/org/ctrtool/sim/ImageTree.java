package org.ctrtool.sim;

import java.nio.charset.StandardCharsets;
import org.ctrtool.sim.fs.FileTree;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.Programs;

/** The content of a file system image; everything in it belongs to root. */
public final class ImageTree {
  private final Machine machine;
  private final FileTree tree;

  ImageTree(Machine machine, SuperBlock superBlock) {
    this.machine = machine;
    this.tree = new FileTree(superBlock);
  }

  /** A directory with mode 0755, and those above it. */
  public ImageTree directory(String path) {
    tree.directory(path, 0755);
    return this;
  }

  /** A file with mode 0644. */
  public ImageTree file(String path, String content) {
    tree.file(path, content.getBytes(StandardCharsets.UTF_8), 0644);
    return this;
  }

  /** An executable file about which nothing else is known. */
  public ImageTree executable(String path) {
    tree.file(path, Programs.contentOfUnknown(), 0755);
    return this;
  }

  /** An executable file with code behind it. */
  public ImageTree program(String path, SimProgram program) {
    tree.file(path, machine.programs().register(path, program), 0755);
    return this;
  }

  /** A symbolic link. */
  public ImageTree symlink(String path, String target) {
    tree.symlink(path, target);
    return this;
  }
}
