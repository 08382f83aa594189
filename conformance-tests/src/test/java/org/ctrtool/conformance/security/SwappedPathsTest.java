package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.api.Test;

/**
 * Somebody swaps a directory on the way to a mount point for a symbolic link, again and again,
 * while it is being mounted on (CVE-2021-30465); or makes the device that is to cover something a
 * link (CVE-2025-31133). {@code shared} is where he may write, {@code outside} is not.
 */
class SwappedPathsTest {
  private static final String SET_UP =
      """
      mkdir -p shared/d/x outside/x secret; ln -s $PWD/outside shared/l
      cat >swap.py <<'E'
      import ctypes, os
      exchange = ctypes.CDLL(None).renameat2
      pid = os.getppid()
      while os.getppid() == pid: exchange(-100, b"shared/d", -100, b"shared/l", 2)
      E
      /usr/bin/python3 swap.py & swapper=$!
      # at most 300 rounds and 4 seconds, or until a mount is where it should not be
      rounds() {
        name=$1; shift; wrong=0; done=0; end=$((SECONDS + 4))
        for n in $(seq 300); do
          test $SECONDS -lt $end -a $wrong = 0 || break
          "$@" >out 2>/dev/null && done=$((done + 1))
          grep -q " $PWD/outside" /proc/self/mountinfo && wrong=1
          find outside -mindepth 2 | grep -q . && wrong=1
          while umount outside/x || umount shared/d/x || umount shared/l/x; do :; done 2>/dev/null
        done
        echo "$name wrong=$wrong" $(test $wrong = 1 -o $done -gt 2 || echo "only $done of $n done")
      }
      """;

  private static final String END = "kill $swapper; wait $swapper 2>/dev/null\n";

  @Test
  void mountSeqFollowsNoLinks() throws Exception {
    String script =
        """
        rounds naive mount --bind secret shared/d/x
        rounds mount_seq ctrtool mount_seq -m shared/d/x -s secret -Ob
        rounds mkdir ctrtool mount_seq -D shared/d/x/new -Oe -m shared/d/x -s secret -Ob
        """;

    assertThat(Lab.run(Caller.ROOT, SET_UP + script + END).lines())
        .containsExactly("naive wrong=1", "mount_seq wrong=0", "mkdir wrong=0");
  }

  /** What it makes is in the tmpfs, whichever of the two places that is mounted on. */
  @Test
  void aSkeletonIsMadeInOnePlace() throws Exception {
    String script =
        """
        cat >naive.sh <<'E'
        mount -t tmpfs tmpfs shared/d && mkdir -p shared/d/dev shared/d/etc shared/d/usr
        E
        strewn() {
          name=$1; shift; strewn=0; end=$((SECONDS + 4))
          for n in $(seq 300); do
            test $SECONDS -lt $end -a $strewn = 0 || break
            "$@" 2>/dev/null
            umount -l -q outside; umount -l -q shared/d; umount -l -q shared/l
            for place in outside shared/d shared/l; do
              test -z "$(ls $place/ | grep -vx x)" || strewn=1
            done
          done 2>/dev/null
          echo "$name strewn=$strewn"
          kill -STOP $swapper # otherwise what is to be removed may just have the other name
          rm -rf outside/{dev,etc,usr} shared/[dl]/{dev,etc,usr}
          kill -CONT $swapper
        }
        strewn naive sh naive.sh
        strewn rootfs-mount ctrtool rootfs-mount -o dev_opts=none shared/d
        """;

    assertThat(Lab.run(Caller.ROOT, SET_UP + script + END).lines())
        .containsExactly("naive strewn=1", "rootfs-mount strewn=0");
  }

  /** A link may lead elsewhere in the container, but no further. */
  @Test
  void aBindEndsInTheContainer() throws Exception {
    String script =
        """
        mkdir secret/found
        naive() { unshare -m sh -c "mount --bind secret shared/d/x && ls -d $PWD/outside/x/found"; }
        for n in $(seq 300); do naive >found 2>/dev/null; test -s found && break; done
        test -s found && echo "naive: outside"
        end=$((SECONDS + 4)); lost=0; shown=0
        while test $SECONDS -lt $end; do
          ctrtool run --bind $PWD/shared:/shared --bind $PWD/secret:/shared/d/x -- \\
            cat /proc/self/mountinfo >out 2>/dev/null || continue
          case $(grep -c ' /lab/secret \\| /secret ' out) in 1) shown=$((shown + 1));; *) lost=$((lost + 1));; esac
          find outside -mindepth 2 | grep -q . && lost=$((lost + 1))
        done
        echo "run: lost=$lost" $(test $shown -gt 2 || echo "shown only $shown times")
        """;

    assertThat(Lab.run(Caller.ROOT, SET_UP + script + END).lines())
        .containsExactly("naive: outside", "run: lost=0");
  }

  @Test
  void whatIsToCoverProcIsNotTakenFromTheContainer() throws Exception {
    String script =
        """
        mkdir -p img/{bin,lib,usr,etc,opt,dev} evil
        cp /usr/bin/busybox img/bin/; for a in sh cat wc ls; do ln -s busybox img/bin/$a; done
        for d in img/dev evil; do ln -s /proc/sys/kernel/core_pattern $d/null; done
        touch cover; mount --bind $(readlink evil/null) cover
        test "$(cat cover)" = "$(cat /proc/sys/kernel/core_pattern)" && echo "naive: shows what the link leads to"
        see='for f in keys kcore timer_list; do test ! -e /proc/$f || cat /proc/$f | wc -c; done; (: >>/proc/sys/kernel/core_pattern) 2>/dev/null && echo writable; echo end'
        ctrtool run --image img -- sh -c "$see" | sort -u
        ctrtool run --image img --bind $PWD/evil:/dev -- sh -c "$see" 2>err || grep -o 'the devices.*EEXIST' err | wc -l
        """;

    assertThat(Lab.run(Caller.ROOT, script).lines())
        .containsExactly("naive: shows what the link leads to", "0", "end", "1");
  }
}
