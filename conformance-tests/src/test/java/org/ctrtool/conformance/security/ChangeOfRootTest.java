package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.api.Test;

/**
 * After a change of root, names are the container's: whoever still looks one up with the host's
 * rights, such as a library or the name service, takes what the container put there
 * (CVE-2019-14271). So nothing is looked up between the change of root and the exec.
 */
class ChangeOfRootTest {
  private static final String SET_UP =
      """
      mkdir -p img/{bin,lib,usr,etc,opt,proc,tmp}
      cp /usr/bin/busybox img/bin/; for a in sh true; do ln -s busybox img/bin/$a; done
      cat >naive.py <<'E'
      import os, pwd
      os.chroot("img")
      try: pwd.getpwnam("nobody")
      except KeyError: pass
      os.execv("/bin/true", ["true"])
      E
      cat >names.py <<'E'
      import re
      # Calls with a text that is no name. Mounts "." is the old root; "" is a descriptor.
      texts = "write|read|sethostname|prctl|fsconfig|fsopen|setsockopt|ioctl"
      changed, changes, names = set(), 0, []
      for line in open("trace"):
          found = re.match(r"(\\d+) +(?:<\\.\\.\\. )?(\\w+)(.*)", line)
          if not found: continue
          pid, call, rest = found.groups()
          if call in ("pivot_root", "chroot"): changed.add(pid); changes += 1
          elif call in ("execve", "execveat"): changed.discard(pid)
          elif pid in changed and not re.fullmatch(texts, call):
              looked_up = [name for name in re.findall(r'"([^"]*)"', rest) if name not in ("", ".")]
              names += looked_up
      print(f"{changes} changes of root, then looked up:", *names)
      E
      names() { strace -f -s 200 -o trace "$@" >/dev/null || echo "status $?"; python3 names.py; }
      """;

  @Test
  void aNaiveProgramLooksNamesUp() throws Exception {
    assertThat(Lab.run(Caller.ROOT, SET_UP + "names /usr/bin/python3 naive.py").output())
        .startsWith("1 changes of root, then looked up: ")
        .contains("/etc/nsswitch.conf", "/etc/passwd");
  }

  @Test
  void noToolLooksNamesUp() throws Exception {
    String script =
        """
        range='--uid-map 0.100000.65536 --gid-map 0.100000.65536'
        names ctrtool run --image img -- /bin/true
        names ctrtool run --image img --tty --rootless --workdir /tmp -- /bin/true
        names ctrtool run --image img $range --cap-add sys_admin --tmpfs /x --bind $PWD:/y -- true
        names ctrtool run -- true
        mount --bind img img
        names ctrtool launcher -mpuw -t -H x -b net_bind_service -S 5 -r $PWD/img true
        """;

    assertThat(Lab.run(Caller.ROOT, SET_UP + script).lines())
        .hasSize(5)
        .containsOnly("1 changes of root, then looked up:");
  }
}
