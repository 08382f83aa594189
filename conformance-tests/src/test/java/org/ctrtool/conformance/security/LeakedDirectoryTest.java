package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A directory of the host that the caller has open, reached as a working directory below
 * /proc/self/fd or through an inherited descriptor (CVE-2024-21626).
 */
class LeakedDirectoryTest {
  private static final String SET_UP =
      """
      mkdir -p host img/{bin,lib,usr,etc,opt,proc}
      echo secret >host/secret
      cp /usr/bin/busybox img/bin/; for a in sh ls tr; do ln -s busybox img/bin/$a; done
      ln -s /proc/self/fd/7 img/etc/dir
      exec 7<host 8<host
      look='for d in . /proc/self/cwd /proc/self/fd/*; do test -e $d/secret && echo "the host in $d"; done'
      """;

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "USER"})
  void aNaiveContainerLetsItIn(Caller caller) throws Exception {
    String script =
        """
        unshare -Urmpf sh -c 'mount -t proc proc img/proc; exec chroot img sh -c "cd /etc/dir; $1"' x "$look"
        """;

    assertThat(Lab.run(caller, SET_UP + script).lines())
        .contains("the host in .", "the host in /proc/self/cwd", "the host in /proc/self/fd/8");
  }

  @ParameterizedTest
  @EnumSource
  void noWorkingDirectoryLeadsThere(Caller caller) throws Exception {
    String script =
        """
        for dir in /proc/self/cwd /proc/self/root /proc/1/cwd /proc/thread-self/fd/7 /etc/dir \\
            /_fsroot_ro/etc/dir $(seq -f /proc/self/fd/%g 3 20) /proc/1/fd/{7,8}; do
          ctrtool run --image img --workdir $dir -- sh -c "echo started; $look" 2>err && echo $dir
          grep -q 'opening the working directory.*E\\(LOOP\\|NOENT\\)' err || cat err
        done
        echo end
        """;

    assertThat(Lab.run(caller, SET_UP + script).lines()).containsExactly("end");
  }

  @ParameterizedTest
  @EnumSource
  void noDescriptorIsInheritedUnlessNamed(Caller caller) throws Exception {
    String script =
        """
        for how in '' --init --tty '--workdir /etc' '--keep-fd 8'; do
          ctrtool run --image img $how -- sh -c "$look; echo end" | tr -d '\\r'
        done
        """;

    assertThat(Lab.run(caller, SET_UP + script).lines())
        .containsExactly("end", "end", "end", "end", "the host in /proc/self/fd/8", "end");
  }
}
