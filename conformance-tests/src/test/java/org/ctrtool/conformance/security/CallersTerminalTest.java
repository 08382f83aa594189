package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A program that has the caller's terminal as its standard input must not be able to type on it:
 * the caller's shell would execute it when the container has ended (CVE-2017-5226).
 */
class CallersTerminalTest {
  private static final Path LEGACY = Path.of("/proc/sys/dev/tty/legacy_tiocsti");

  private static final String SCRIPT =
      """
      cat >push.py <<'E'
      import fcntl, termios
      try: fcntl.ioctl(0, termios.TIOCSTI, b"x")
      except OSError: pass
      E
      typed() {
        script -qec "bash -c 'stty -echo; $2; read -t 0.2 -n 1 -s c; echo; echo \\"[\\$c]\\"'" /dev/null \\
          < <(sleep 2) | tr -d '\\r' | tail -n 1 | sed "s/^/$1 /"
      }
      typed naive 'unshare -Urmpf python3 push.py'
      typed run "ctrtool run --bind $PWD/push.py:/tmp/push.py -- python3 /tmp/push.py"
      typed tty "ctrtool run --tty --bind $PWD/push.py:/tmp/push.py -- python3 /tmp/push.py"
      typed init "ctrtool run --init --bind $PWD/push.py:/tmp/push.py -- python3 /tmp/push.py"
      typed launcher "ctrtool launcher -UwNg --uid-map=0.$(id -u).1 python3 push.py"
      typed unsafe "ctrtool launcher --unsafe-no-setsid -UwNg --uid-map=0.$(id -u).1 python3 push.py"
      """;

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "USER"})
  void nobodyTypesOnIt(Caller caller) throws Exception {
    assumeTrue(
        !Files.exists(LEGACY) || Files.readString(LEGACY).strip().equals("1"),
        "this kernel lets nobody type on terminals");

    assertThat(Lab.run(caller, SCRIPT).lines())
        .containsExactly("naive [x]", "run []", "tty []", "init []", "launcher []", "unsafe [x]");
  }
}
