package org.ctrtool.tools.mounts;

import static org.ctrtool.api.MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static org.ctrtool.api.MoveMountFlags.MOVE_MOUNT_T_EMPTY_PATH;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenTreeFlags;

/** Detached trees of mounts: made, given attributes, attached. */
public final class Trees {
  private Trees() {}

  /**
   * A copy of the mounts at {@code path} and below, with {@code attributes} set on all of them.
   * Private, so that nothing mounted later at the source shows up in the copy.
   *
   * <p>Always recursive: a copy without what is mounted below is refused where those mounts are
   * locked, and would show what they hide elsewhere.
   */
  public static Fd copyOf(
      ChildKernel kernel, Fd directory, String path, MountAttrFlags attributes) {
    OpenTreeFlags recursively =
        OpenTreeFlags.OPEN_TREE_CLONE
            .or(OpenTreeFlags.OPEN_TREE_CLOEXEC)
            .or(OpenTreeFlags.AT_RECURSIVE);
    Fd tree = kernel.openTree(directory, path, recursively);
    kernel.mountSetattr(
        tree, "", AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_RECURSIVE), isolated(attributes));
    return tree;
  }

  /** A copy of the one mount of a file, with {@code attributes}. */
  public static Fd copyOfFile(
      ChildKernel kernel, Fd directory, String path, MountAttrFlags attributes) {
    OpenTreeFlags one = OpenTreeFlags.OPEN_TREE_CLONE.or(OpenTreeFlags.OPEN_TREE_CLOEXEC);
    Fd tree = kernel.openTree(directory, path, one);
    kernel.mountSetattr(tree, "", AtFlags.AT_EMPTY_PATH, isolated(attributes));
    return tree;
  }

  private static MountAttr isolated(MountAttrFlags attributes) {
    return new MountAttr(attributes, MountAttrFlags.NONE, MountFlags.MS_PRIVATE, Fd.STDIN);
  }

  /** A mount of a new file system. */
  public static Fd of(ChildKernel kernel, FileSystem what) {
    Fd context = kernel.fsopen(what.type(), FsopenFlags.FSOPEN_CLOEXEC);
    for (FileSystem.Parameter parameter : what.parameters()) {
      parameter.configure(kernel, context);
    }
    kernel.fsconfigCreate(context);
    Fd mount = kernel.fsmount(context, FsmountFlags.FSMOUNT_CLOEXEC, what.attributes());
    kernel.close(context);
    return mount;
  }

  /** Attaches {@code tree} at {@code path} below {@code directory} and closes it. */
  public static void attach(ChildKernel kernel, Fd tree, Fd directory, String path) {
    kernel.moveMount(tree, "", directory, path, MOVE_MOUNT_F_EMPTY_PATH);
    kernel.close(tree);
  }

  /** Attaches {@code tree} on what {@code place} is open on, and closes both. */
  public static void attachOn(ChildKernel kernel, Fd tree, Fd place) {
    kernel.moveMount(tree, "", place, "", MOVE_MOUNT_F_EMPTY_PATH.or(MOVE_MOUNT_T_EMPTY_PATH));
    kernel.close(tree);
    kernel.close(place);
  }
}
