package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Abstract Unix sockets have no file that could be hidden: whoever is in the network namespace
 * reaches them (CVE-2020-15257).
 */
class AbstractSocketsTest {
  private static final String SCRIPT =
      """
      cat >listen.py <<'E'
      import socket
      s = socket.socket(socket.AF_UNIX); s.bind("\\0ctrtool-test"); s.listen(); print("ready", flush=True)
      while True: s.accept()[0].close()
      E
      cat >reach.py <<'E'
      import socket
      try: socket.socket(socket.AF_UNIX).connect("\\0ctrtool-test"); print("reached")
      except OSError as e: print(e.strerror)
      E
      python3 listen.py >ready & until test -s ready; do sleep 0.05; done
      for net in host new; do
        ctrtool run --net $net --bind $PWD/reach.py:/tmp/reach.py -- python3 /tmp/reach.py
      done
      ctrtool run --bind $PWD/reach.py:/tmp/reach.py -- python3 /tmp/reach.py
      kill $!
      """;

  @ParameterizedTest
  @EnumSource
  void anOwnNetworkIsTheDefaultAndKeepsThemOut(Caller caller) throws Exception {
    assertThat(Lab.run(caller, SCRIPT).lines())
        .containsExactly("reached", "Connection refused", "Connection refused");
  }
}
