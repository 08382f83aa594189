package org.ctrtool.sim.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.ctrtool.sim.path.Files.assertRefused;

import java.util.List;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.sim.path.Files;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.path.PathRule;
import org.ctrtool.sim.path.PathWalk;
import org.ctrtool.sim.path.TestTask;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSystemTypeTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  private SuperBlock mount(String type, String options) {
    files.mkdir(0755, "/m");
    task.mount("none", "/m", type, MountFlags.NONE, options);
    return PathWalk.lookup(task, "/m", Lookup.FOLLOW).mount().superBlock();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tmpfs | '' | rw",
        "tmpfs | mode=0755 | rw,mode=755",
        "tmpfs | mode=1777 | rw",
        "tmpfs | mode=17777 | rw,mode=7777",
        "tmpfs | uid=0,gid=5 | rw,gid=5",
        "tmpfs | size=1m | rw,size=1024k",
        "tmpfs | size=1000 | rw,size=4k",
        "tmpfs | size=0 | rw,size=0k",
        "tmpfs | nr_blocks=10 | rw,size=40k",
        "tmpfs | nr_inodes=1k | rw,nr_inodes=1024",
        "tmpfs | ',,mode=700,=x' | rw,mode=700",
        "tmpfs | mode=700,uid=1,gid=2,nr_inodes=9,size=4k | "
            + "rw,size=4k,nr_inodes=9,mode=700,uid=1,gid=2",
        "ramfs | whatever=1 | rw",
        "devpts | '' | rw,mode=600,ptmxmode=000",
        "devpts | newinstance,ptmxmode=0666,mode=0620,gid=5 | rw,gid=5,mode=620,ptmxmode=666",
        "devpts | max=10,uid=7 | rw,uid=7,mode=600,ptmxmode=000,max=10",
      })
  void optionsAreShownAsInMountinfo(String type, String given, String shown) {
    assertThat(mount(type, given).shownOptions()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "tmpfs, mode=9",
    "tmpfs, mode",
    "tmpfs, uid=x",
    "tmpfs, uid=4294967295",
    "tmpfs, foo",
    "tmpfs, size=",
    "tmpfs, size=x",
    "tmpfs, nr_inodes=-1",
    "devpts, max=9999999",
    "devpts, foo",
    "devpts, mode=9",
    "ramfs, mode=9"
  })
  void badOptionsAreRefused(String type, String given) {
    assertThat(catchThrowable(() -> mount(type, given))).hasMessageContaining("EINVAL");
    assertThat(files.list("/m")).isEmpty();
  }

  @Test
  void devptsCannotBeChangedByHand() {
    mount("devpts", "");

    assertRefused(PathRule.NAMES_ARE_FIXED, () -> files.mkdir(0755, "/m/d"));
    assertRefused(PathRule.TYPE_CANNOT_BE_CREATED, () -> files.open("/m/f", OpenFlags.O_CREAT));
    assertRefused(PathRule.NAMES_ARE_FIXED, () -> files.unlink("/m/ptmx"));
  }

  /** One entry, {@code now}, which is another file after each {@link #change}. */
  private static final class Changing extends DynamicDirectory {
    private Inode current;

    Changing(SuperBlock superBlock) {
      super(superBlock, new Mode(0555), Kuid.ROOT, Kgid.ROOT);
      current = makeCurrent();
    }

    private Inode makeCurrent() {
      return new RegularFile(superBlock(), new Mode(0444), Kuid.ROOT, Kgid.ROOT);
    }

    void change() {
      current = makeCurrent();
    }

    @Override
    public @Nullable Inode lookup(PathCaller caller, String name) {
      return name.equals("now") ? current : null;
    }

    @Override
    public List<String> names(PathCaller caller) {
      return List.of("now");
    }
  }

  @Test
  void computedEntriesKeepTheirDentryAsLongAsTheyMeanTheSame() {
    SuperBlock superBlock = mount("tmpfs", "");
    Changing changing = new Changing(superBlock);
    superBlock.root().add("c", changing);
    Dentry directory = superBlock.root().child("c");
    assertThat(directory).isNotNull();

    Dentry first = directory.lookup(task, "now");

    assertThat(directory.lookup(task, "now")).isSameAs(first);
    assertThat(files.list("/m/c")).containsExactly("now");
    changing.change();
    assertThat(directory.lookup(task, "now")).isNotSameAs(first);
    assertThat(directory.lookup(task, "other")).isNull();
  }

  @Test
  void aMountOnAComputedEntryGoesWithIt() {
    Changing changing = new Changing(task.root().dentry().superBlock());
    task.root().dentry().add("c", changing);
    files.file("/f", "", 0644);
    task.mount("/f", "/c/now", null, MountFlags.MS_BIND, "");
    assertThat(task.mountNamespace().mounts()).hasSize(2);

    changing.change();
    files.stat("/c/now");

    assertThat(task.mountNamespace().mounts()).hasSize(1);
  }

  @Test
  void anImageCanOnlyBeRead() {
    DiskSuperBlock image =
        DiskSuperBlock.image(
            "squashfs", task.vfs().newAnonymousDevice(), task.vfs().initialUserNamespace());
    new FileTree(image).file("/etc/passwd", new byte[3], 0644).symlink("/bin", "usr/bin");

    assertThat(image.shownOptions()).isEqualTo("ro");
    Dentry passwd = new FileTree(image).find("/etc/passwd");
    assertThat(passwd).isNotNull();
    assertThat(passwd.inode().size()).isEqualTo(3);
    assertThat(passwd.pathWithinFileSystem()).isEqualTo("/etc/passwd");
  }
}
