package org.ctrtool.sim.cgroup;

import java.util.function.Function;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.PollEvents;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.task.Task;

/**
 * The files that every group has: {@code cgroup_base_files} in kernel/cgroup/cgroup.c. As no
 * controller is there, those of controllers are missing.
 */
final class CgroupFiles {
  private static final String EVENTS = "cgroup.events";

  private final Dentry directory;
  private final Cgroup cgroup;

  private CgroupFiles(Dentry directory, Cgroup cgroup) {
    this.directory = directory;
    this.cgroup = cgroup;
  }

  static void addTo(Dentry directory, Cgroup cgroup) {
    CgroupFiles files = new CgroupFiles(directory, cgroup);
    files.addProcesses();
    files.addLimits();
    files.addStatistics();
    if (!cgroup.isRoot()) {
      files.addThoseOfOrdinaryGroups();
    }
  }

  private void addProcesses() {
    directory.add("cgroup.procs", new ProcsFile(directory.inode(), cgroup));
    directory.add("cgroup.threads", new ThreadsFile(directory.inode(), cgroup));
    readable("cgroup.controllers", group -> "");
    settable("cgroup.subtree_control", group -> "");
  }

  private void addLimits() {
    settable("cgroup.max.depth", group -> "max\n");
    settable("cgroup.max.descendants", group -> "max\n");
  }

  private void addStatistics() {
    for (String each : new String[] {"cgroup.stat", "cpu.stat", "cpu.stat.local"}) {
      readable(each, group -> notModelled("the statistics of groups"));
    }
    for (String each : new String[] {"cpu", "io", "memory"}) {
      settable(each + ".pressure", group -> notModelled("the statistics of groups"));
    }
    settable("cgroup.pressure", group -> "1\n");
  }

  private void addThoseOfOrdinaryGroups() {
    readable(EVENTS, group -> "populated " + (group.isPopulated() ? 1 : 0) + "\nfrozen 0\n");
    settable("cgroup.freeze", group -> "0\n");
    directory.add("cgroup.kill", new KillFile(directory.inode(), cgroup));
    directory.add("cgroup.type", new TypeFile(directory.inode(), cgroup));
  }

  private static String notModelled(String what) {
    throw new NotModelled(what);
  }

  private void readable(String name, Function<Cgroup, String> text) {
    add(name, 0444, text);
  }

  private void settable(String name, Function<Cgroup, String> text) {
    add(name, 0644, text);
  }

  private void add(String name, int permissions, Function<Cgroup, String> text) {
    directory.add(name, new Plain(directory.inode(), cgroup, permissions, name, text));
  }

  /** A file whose setting, if it has one, is not modelled. */
  private static final class Plain extends CgroupFile {
    private final boolean settable;
    private final String name;
    private final Function<Cgroup, String> text;

    Plain(
        Inode directory,
        Cgroup cgroup,
        int permissions,
        String name,
        Function<Cgroup, String> text) {
      super(directory, cgroup, permissions);
      this.settable = (permissions & 0200) != 0;
      this.name = name;
      this.text = text;
    }

    /** kernfs_generic_poll() tells of changes of {@code cgroup.events}, which come late. */
    @Override
    protected PollEvents ready() {
      if (name.equals(EVENTS)) {
        throw new NotModelled("waiting for events of groups");
      }
      return super.ready();
    }

    @Override
    String text(Task reader) {
      return text.apply(cgroup());
    }

    @Override
    void take(OpenFile file, Task writer, String written) {
      if (settable) {
        throw new NotModelled("writing to " + name);
      }
      throw new Refusal(FileRule.CANNOT_BE_WRITTEN);
    }
  }

  /** {@code cgroup.type}, which takes one word. */
  private static final class TypeFile extends CgroupFile {
    TypeFile(Inode directory, Cgroup cgroup) {
      super(directory, cgroup, 0644);
    }

    @Override
    String text(Task reader) {
      return "domain\n";
    }

    @Override
    void take(OpenFile file, Task writer, String written) {
      if (written.strip().equals("threaded")) {
        throw new NotModelled("threaded groups");
      }
      throw new Refusal(CgroupRule.NO_SUCH_TYPE);
    }
  }
}
