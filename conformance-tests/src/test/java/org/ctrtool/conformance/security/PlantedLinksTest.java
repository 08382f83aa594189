package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A directory that somebody else has filled is shown in the container, and a mount point is to be
 * made below a symbolic link in it (CVE-2026-87766): while the container is put together, names may
 * still lead to the host. {@code outside} is where nothing may appear.
 */
class PlantedLinksTest {
  private static final String SET_UP =
      """
      mkdir outside evil secret; touch secret/file
      # where the host's root may be found meanwhile
      links="/oldroot$PWD/outside $PWD/outside ../../../../../../../..$PWD/outside /proc/self/root$PWD/outside
        /proc/1/root$PWD/outside /proc/self/cwd/outside /proc/thread-self/cwd/outside"
      # what has been made outside by the command, for each of these links
      planted() {
        name=$1; shift; made=0
        for link in $links; do
          ln -sfn $link evil/link; "$@" >out 2>&1 && echo "$name $link: ran"
          made=$((made + $(find outside evil -mindepth 1 ! -name link | wc -l)))
          rm -rf outside evil; mkdir outside evil
        done
        echo "$name made=$made"
      }
      """;

  @Test
  void aNaiveContainerMakesThemOutside() throws Exception {
    String script =
        """
        cat >naive.py <<'E'
        import os
        os.chroot("root")
        os.makedirs("/x/link/made")
        E
        cat >naive.sh <<'E'
        mkdir root; mount -t tmpfs root root; mkdir root/oldroot root/x
        mount --rbind / root/oldroot; mount --bind evil root/x; /usr/bin/python3 naive.py
        E
        ln -s /oldroot$PWD/outside evil/link
        unshare -m sh naive.sh; find outside
        """;

    assertThat(Lab.run(Caller.ROOT, SET_UP + script).lines())
        .containsExactly("outside", "outside/made");
  }

  @ParameterizedTest
  @EnumSource
  void aContainerOnlyMakesThemInside(Caller caller) throws Exception {
    String script =
        """
        planted tmpfs ctrtool run --bind $PWD/evil:/x --tmpfs /x/link/made -- true
        planted directory ctrtool run --bind $PWD/evil:/x --bind $PWD/secret:/x/link/made -- true
        planted file ctrtool run --bind $PWD/evil:/x --bind $PWD/secret/file:/x/link/made -- true
        ln -s /tmp evil/link
        ctrtool run --bind $PWD/evil:/x --bind $PWD/secret:/x/link/made -- ls /tmp/made
        """;

    assertThat(Lab.run(caller, SET_UP + script).lines())
        .containsExactly("tmpfs made=0", "directory made=0", "file made=0", "file");
  }

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "USERS_ROOT"})
  void mountSeqMakesNothingBehindThem(Caller caller) throws Exception {
    String script =
        """
        planted mkdir ctrtool mount_seq -D evil/link/made
        planted mount ctrtool mount_seq -m evil/link/made -E -t tmpfs
        planted link ctrtool mount_seq -l evil/link/made -s x
        planted write ctrtool mount_seq -w evil/link/made -s x
        """;

    assertThat(Lab.run(caller, SET_UP + script).lines())
        .containsExactly("mkdir made=0", "mount made=0", "link made=0", "write made=0");
  }
}
