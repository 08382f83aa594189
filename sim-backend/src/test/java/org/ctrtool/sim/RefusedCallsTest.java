package org.ctrtool.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.Resource;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.task.TaskEnded;

/** A refused call changes nothing, and after every call the machine is in order. */
class RefusedCallsTest {
  private static final List<String> PATHS = List.of("/", "/a", "/a/b", "/f", "/proc", "/none");
  private static final List<Long> NAMESPACES =
      List.of(
          0x10000000L, 0x20000L, 0x20000000L, 0x4000000L, 0x10020000L, 0x400L, 0x8000000L, 0x40L);

  /** A call of one of three tasks. */
  record Step(int who, int kind, int x, int y) {
    private String path() {
      return PATHS.get(x % PATHS.size());
    }

    private String other() {
      return PATHS.get(y % PATHS.size());
    }

    private long namespaces() {
      return NAMESPACES.get(y % NAMESPACES.size());
    }

    private Fd fd() {
      return new Fd(3 + x % 4);
    }

    void on(SimKernel kernel) {
      switch (kind) {
        case 0 -> kernel.mkdirat(AT_FDCWD, path() + "/new", new Mode(0755));
        case 1 -> kernel.openat(AT_FDCWD, path(), OpenFlags.O_PATH, Mode.NONE);
        case 2 -> kernel.openTree(AT_FDCWD, path(), OpenTreeFlags.OPEN_TREE_CLONE);
        case 3 -> kernel.mount("tmpfs", path(), "tmpfs", MountFlags.NONE, null);
        case 4 -> kernel.mount(path(), other(), null, MountFlags.MS_BIND, null);
        case 5 -> kernel.umount2(path(), y % 2 == 0 ? UmountFlags.NONE : UmountFlags.MNT_DETACH);
        case 6 -> kernel.unshare(new UnshareFlags(namespaces()));
        case 7 -> kernel.setresuid(new Uid(x), new Uid(y == 0 ? 0 : 1000), Uid.KEEP);
        case 8 -> kernel.setns(fd(), SetnsTypes.NONE);
        case 9 -> kernel.openat(AT_FDCWD, "/proc/self/ns/" + ns(), OpenFlags.NONE, Mode.NONE);
        case 10 -> kernel.close(fd());
        case 11 -> kernel.unlinkat(AT_FDCWD, path(), AtFlags.NONE);
        case 12 -> kernel.renameat2(AT_FDCWD, path(), AT_FDCWD, other() + "/r", RenameFlags.NONE);
        case 13 -> kernel.pivotRoot(path(), other());
        case 14 -> kernel.chroot(path());
        case 15 -> kernel.setgroups(List.of(new Gid(x)));
        case 16 -> kernel.capset(new Capabilities(bits(x), bits(y), CapabilitySet.NONE));
        case 17 -> kernel.kill(new Pid(x), new Signal(y % 2 == 0 ? 0 : 65));
        case 18 -> kernel.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(x * 4, y * 4));
        case 19 -> kernel.execve(path(), List.of("x"), new Environment(List.of()));
        case 20 ->
            kernel.mountSetattr(
                AT_FDCWD,
                path(),
                AtFlags.NONE,
                new MountAttr(
                    MountAttrFlags.MOUNT_ATTR_RDONLY,
                    MountAttrFlags.NONE,
                    y % 2 == 0 ? MountFlags.NONE : MountFlags.MS_PRIVATE,
                    new Fd(-1)));
        case 21 -> kernel.fork(new CloneFlags(namespaces()));
        case 22 -> kernel.waitid(new Pid(x), WaitFlags.WEXITED.or(WaitFlags.WNOHANG));
        case 23 -> kernel.setsid();
        case 24 -> Files.write(kernel, "/proc/self/uid_map", x + " " + y * 500 + " 1");
        case 25 -> kernel.fchownat(AT_FDCWD, path(), new Uid(x), new Gid(y), AtFlags.NONE);
        default -> kernel.sethostname(new byte[x * 30]);
      }
    }

    private static CapabilitySet bits(int n) {
      return n == 0 ? CapabilitySet.ALL : new CapabilitySet(n);
    }

    private String ns() {
      return List.of("mnt", "user", "uts", "pid", "net").get(y % 5);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 26),
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers().between(0, 7))
            .as(Step::new);
    return step.list().ofMaxSize(40);
  }

  @Property(tries = 400)
  void leaveNoTrace(@ForAll("steps") List<Step> steps) {
    try (SimKernel host =
        SimHost.with().directory("/a/b").file("/f", "text").executable("/bin/x").boot()) {
      List<SimKernel> tasks = List.of(host.as("root"), host.as("user"), host.as("user"));
      for (Step step : steps) {
        String before = state(host);
        try {
          step.on(tasks.get(step.who()));
        } catch (KernelException refused) {
          assertThat(state(host)).as("%s: %s", step, refused.getMessage()).isEqualTo(before);
        } catch (TaskEnded ended) {
          return;
        }
        Invariants.check(host);
      }
    }
  }

  private static String state(SimKernel host) {
    List<String> state = new ArrayList<>();
    for (Task task : host.machine().tasks()) {
      state.add(task + " " + task.state());
      if (!task.hasEnded()) {
        SimKernel kernel = new SimKernel(task);
        state.add(kernel.mountinfo());
        state.add(task.credentials().toString());
        state.add(task.namespaces().toString());
        state.add(task.descriptors().entries().toString());
        state.add(task.fs().root() + " " + task.fs().workingDirectory());
        state.add(task.session().id() + " " + task.limit(Resource.RLIMIT_NOFILE));
      }
    }
    state.add(tree(host.task().fs().root().dentry()));
    state.add(host.uname().toString());
    return String.join("\n", state);
  }

  private static String tree(org.ctrtool.sim.fs.Dentry directory) {
    StringBuilder text = new StringBuilder();
    for (org.ctrtool.sim.fs.Dentry each : directory.children()) {
      text.append(each.pathWithinFileSystem()).append(each.inode().owner());
      text.append(each.inode().mode()).append('\n').append(tree(each));
    }
    return text.toString();
  }
}
