package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.conformance.binary.LauncherLab.run;
import static org.ctrtool.conformance.binary.LauncherLab.runVerbatim;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whole launches: what the program, the script and the caller see. */
class LauncherBinaryTest {
  /** Prints the program's sets of capabilities. */
  private static final String SETS =
      """
      sets() {
        ctrtool launcher -w "$@" sh -c 'for s in Inh Prm Bnd Amb; do
          printf "%s %x " $s 0x$(sed -n "s/Cap$s:.//p" /proc/self/status); done; echo'
      }
      """;

  @BeforeAll
  static void checkTheHost() throws Exception {
    LauncherLab.assumePossible();
  }

  @Test
  void withWaitTheStatusIsThePrograms() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w true; echo "status $?"
                ctrtool launcher -w sh -c 'exit 9'; echo "status $?"
                ctrtool launcher -w sh -c 'kill -9 $$'; echo "status $?"
                ctrtool launcher -w nonexistent; echo "status $?"
                ctrtool launcher -w /etc/passwd; echo "status $?"
                ctrtool launcher; echo "status $?"
                ctrtool launcher --nonsense true; echo "status $?"
                ctrtool launcher --no-exec; echo "status $?"
                """))
        .isEqualTo(
            """
            status 0
            status 9
            status 137
            <message>
            status 127
            <message>
            status 126
            <message>
            status 2
            <message>
            status 2
            status 0
            """);
  }

  @Test
  void withoutWaitTheChildGoesOnByItself() throws Exception {
    assertThat(
            run(
                """
                mkfifo done
                ctrtool launcher sh -c 'sleep 0.2; echo child done; echo >done; exit 9'
                echo "status $?"
                read x <done
                """))
        .isEqualTo("status 0\nchild done\n");
  }

  @Test
  void optionsMayBeWrittenInManyWays() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -wuHname cat /proc/sys/kernel/hostname
                ctrtool container-launcher --wai -u --hostn=name2 cat /proc/sys/kernel/hostname
                ctrtool launcher -w -- echo -w
                ctrtool launcher --wait echo --wait
                """))
        .isEqualTo("name\nname2\n-w\n--wait\n");
  }

  @Test
  void eachLetterMakesOneNamespace() throws Exception {
    assertThat(
            run(
                """
                for n in mnt net ipc uts cgroup; do readlink /proc/self/ns/$n >before-$n; done
                for o in i m n u C; do
                  printf '%s: ' $o
                  ctrtool launcher -w$o sh -c 'for n in mnt net ipc uts cgroup; do
                    test "$(readlink /proc/self/ns/$n)" = "$(cat before-$n)" || printf "%s " $n
                  done; echo'
                done
                ctrtool launcher -wCimnpu sh -c 'echo "pid $$ parent $PPID"'
                """))
        .isEqualTo("i: ipc \nm: mnt \nn: net \nu: uts \nC: cgroup \npid 1 parent 0\n");
  }

  @Test
  void theProgramIsRootInASessionOfItsOwnAndOtherwiseLikeTheCaller() throws Exception {
    assertThat(
            run(
                """
                umask 027
                cd /usr
                X=y ctrtool launcher -w sh -c 'id -u; id -g; id -G; pwd; umask; echo "X=$X"
                  set -- $(cat /proc/$$/stat); test $6 = $$ && echo session leader
                  ls /proc/$$/fd | tr "\\n" " "; env | grep -c ^CTRTOOL'
                """))
        .isEqualTo("0\n0\n0\n/usr\n0027\nX=y\nsession leader\n0 1 2 0\n");
  }

  @Test
  void aUserNamespaceNeedsASealedCopyAndMaps() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -Uw true; echo "status $?"
                ctrtool launcher --escape -Uw true; echo "status $?"
                ctrtool launcher --escape -Uw --uid-map=0.100000.10:1000.1000.1 \\
                  --gid-map=0.100000.10 sh -c 'id -u; awk "{print \\$1, \\$2, \\$3}" /proc/self/uid_map
                  cat /proc/self/setgroups; grep CapEff /proc/self/status'
                ctrtool launcher --unsafe-no-escape -Uw --uid-map=0.0.1 --gid-map=0.0.1 true
                echo "status $?"
                ctrtool launcher --escape -Uw --uid-map=0.0 true; echo "status $?"
                """))
        .isEqualTo(
            """
            <message>
            status 2
            <message>
            status 125
            0
            0 100000 10
            1000 1000 1
            allow
            CapEff:\t000001ffffffffff
            status 0
            <message>
            status 2
            """);
  }

  @Test
  void theLauncherAndItsChildRunFromASealedCopy() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w --escape -d -x 'readlink /proc/$1/exe /proc/$PPID/exe' true
                """))
        .isEqualTo("/memfd:ctrtool (deleted)\n/memfd:ctrtool (deleted)\n");
  }

  @Test
  void anUnprivilegedUserNeedsAUserNamespaceWithoutSetgroups() throws Exception {
    assertThat(
            run(
                """
                L='alice ctrtool launcher --escape -Uw --uid-map=0.1234.1 --gid-map=0.1234.1'
                $L -g true; echo "status $?"
                $L --disable-setgroups true; echo "status $?"
                $L --disable-setgroups -g sh -c 'id -u; cat /proc/self/setgroups
                  grep CapEff /proc/self/status'
                alice ctrtool launcher -w true; echo "status $?"
                alice ctrtool launcher -p true; echo "status $?"
                """))
        .isEqualTo(
            """
            <message>
            status 125
            <message>
            status 125
            0
            deny
            CapEff:\t000001ffffffffff
            <message>
            status 125
            <message>
            status 125
            """);
  }

  @Test
  void theScriptSeesTheChildAndNothingElse() throws Exception {
    assertThat(
            run(
                """
                cat >hook <<'E'
                #!/bin/sh
                echo "$# arguments, $3, $(readlink /proc/self/fd/$2 | sed s/$1/PID/)"
                echo "child is $(cat /proc/$1/comm)"
                test "$(readlink /proc/$1/ns/net)" != "$(readlink /proc/self/ns/net)" && echo ready
                ls /proc/self/fd | wc -l
                exit ${RC-0}
                E
                chmod 755 hook
                ctrtool launcher -wn -L log -K lock -x ./hook echo the program; echo "status $?"
                cat log
                RC=5 ctrtool launcher -wn -x ./hook echo not run >out 2>err; echo "status $?"
                grep -o 'the script ended with status 5' err
                ctrtool launcher -w -x /nonexistent echo not run 2>/dev/null; echo "status $?"
                ctrtool launcher -w -d -x 'kill -9 $$' echo not run; echo "status $?"
                ls /proc | grep -c '^[0-9]'
                """))
        .isEqualTo(
            // Standard descriptors, /proc/PID and the directory that ls reads; init, ls and grep.
            """
            3 arguments, -1, /proc/PID
            child is ctrtool
            ready
            5
            status 0
            the program
            status 125
            the script ended with status 5
            status 125
            <message>
            status 125
            3
            """);
  }

  @Test
  void theScriptMayBeTextForAnyShell() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w -d -x 'echo "[$0] $# arguments"' echo ok
                ctrtool launcher -w -d -e bash -x 'test -n "$BASH_VERSION" && echo bash' echo ok
                """))
        .isEqualTo("[-] 3 arguments\nok\nbash\nok\n");
  }

  @Test
  void aProcOfAnotherPidNamespaceIsNotUsed() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/sys/kernel/ns_last_pid")), "PIDs cannot be chosen");

    // The child has, in its own namespace, the PID that the second sleep has in that of /proc.
    assertThat(
            runVerbatim(
                """
                sleep 30 & p=$!; sleep 30 & sleep 30 &
                unshare -pf --kill-child sh -c '
                next() { echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid; }
                next '$p'; ctrtool launcher -w -d -x "echo hook" true; echo "status $?"
                next '$p'; ctrtool launcher --escape -Uw --uid-map=0.0.1 true; echo "status $?"
                next '$p'; ctrtool launcher -w echo works'
                """))
        .matches(
            "ctrtool launcher: .*another PID namespace.*\\nstatus 125\\n"
                + "ctrtool launcher: .*another PID namespace.*\\nstatus 125\\nworks\\n");
  }

  @Test
  void theProgramMayBeAFileOrADescriptor() throws Exception {
    assertThat(
            run(
                """
                cp /usr/bin/busybox bb
                printf '#!/bin/sh\\necho "script $*"\\n' >s; chmod +x s
                ctrtool launcher -w --exec-file=$PWD/bb echo file
                ctrtool launcher -w --exec-file-host=bb echo host file
                ctrtool launcher -w --exec-fd=5 echo descriptor 5<bb
                ctrtool launcher -w --exec-file-host=s x y; echo "status $?"
                ctrtool launcher -w --exec-file-host=s --exec-no-cloexec x y
                ctrtool launcher -w --exec-file-host=/nonexistent x; echo "status $?"
                ctrtool launcher -w --exec-fd=5 --exec-file-host=bb x 5<bb; echo "status $?"
                ctrtool launcher -w --exec-fd=77 x; echo "status $?"
                """))
        .isEqualTo(
            """
            file
            host file
            descriptor
            <message>
            status 127
            script y
            <message>
            status 125
            <message>
            status 2
            <message>
            status 2
            """);
  }

  @Test
  void theScriptIsToldOfDescriptorsThatTheProgramDoesNotGet() throws Exception {
    assertThat(
            run(
                """
                cp /usr/bin/busybox bb
                ctrtool launcher -w --pidfd --exec-file-host=bb -d -x '
                  for v in $(env | grep ^CTRTOOL | sort); do
                    echo "${v%%=*} $(readlink /proc/self/fd/${v#*=} | sed "s,$PWD/,,;s/[:(].*//")"
                  done' sh -c 'ls /proc/$$/fd | tr "\\n" " "; echo'
                """))
        .isEqualTo(
            """
            CTRTOOL_CONTAINER_LAUNCHER_EXEC_FD bb
            CTRTOOL_CONTAINER_LAUNCHER_PID_FD anon_inode
            0 1 2\s
            """);
  }

  @Test
  void usersAndGroups() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w -S 1000 -G 0x3e9 --groups=5,0x6,07 sh -c 'id -u; id -g; id -G'
                ctrtool launcher -w -N -S 5 id -u
                """))
        .isEqualTo("1000\n1001\n1001 5 6 7\n0\n");
  }

  @Test
  void capabilities() throws Exception {
    String all = Long.toHexString(capabilitiesHere("CapPrm"));
    String bounding = Long.toHexString(capabilitiesHere("CapBnd"));

    assertThat(
            run(
                SETS
                    + """
                    sets; sets -k; sets -S 1000; sets -I 0x400 -S 1000
                    sets -I 0x400 -a inherit -S 1000; sets -I 0x401 -a 0x400
                    sets -b 0xc85fb; sets -b net_admin,sys_chroot; sets -q -S 1000 -b 1
                    """))
        .isEqualTo(
            """
            Inh 0 Prm ALL Bnd BND Amb 0\s
            Inh ALL Prm ALL Bnd BND Amb 0\s
            Inh 0 Prm 0 Bnd BND Amb 0\s
            Inh 400 Prm 0 Bnd BND Amb 0\s
            Inh 400 Prm 400 Bnd BND Amb 400\s
            Inh 401 Prm ALL Bnd BND Amb 400\s
            Inh 0 Prm c85fb Bnd c85fb Amb 0\s
            Inh 0 Prm 41000 Bnd 41000 Amb 0\s
            Inh 0 Prm 0 Bnd 1 Amb 0\s
            """
                .replace("ALL", all)
                .replace("BND", bounding));
  }

  @Test
  void capabilitiesThatCannotBeHad() throws Exception {
    assertThat(
            run(
                SETS
                    + """
                    ctrtool launcher -w -a 0x400 true; echo "not inheritable: status $?"
                    ctrtool launcher -w -b 0x20000000000000 true; echo "unknown: status $?"
                    sets -S 1000 -b 1
                    """))
        .isEqualTo(
            """
            <message>
            not inheritable: status 125
            <message>
            unknown: status 125
            Inh 0 Prm 0 Bnd 1 Amb 0\s
            """);
  }

  @Test
  void noNewPrivsLeavesCapabilitiesOnlyIfThatIsWanted() throws Exception {
    assertThat(
            run(
                """
                sets() {
                  ctrtool launcher -w "$@" sh -c 'for s in Inh Prm; do
                    printf "%s %x " $s 0x$(sed -n "s/Cap$s:.//p" /proc/self/status); done
                    grep NoNewPrivs /proc/self/status'
                }
                sets -D -b 3 --clear-caps-before-exec=0
                sets -D -b 3 --clear-caps-before-exec
                sets -D -b 3 -I 2 --clear-caps-before-exec=1
                ctrtool launcher -w -D -b 3 true; echo "status $?"
                setpriv --no-new-privs ctrtool launcher -w -b 3 true; echo "status $?"
                setpriv --no-new-privs ctrtool launcher -w true; echo "status $?"
                """))
        .isEqualTo(
            """
            Inh 0 Prm 3 NoNewPrivs:\t1
            Inh 0 Prm 0 NoNewPrivs:\t1
            Inh 2 Prm 2 NoNewPrivs:\t1
            <message>
            status 2
            <message>
            status 2
            status 0
            """);
  }

  @Test
  void securebitsTimersHugePagesAndEnvironment() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w -B 0x2f setpriv -d | grep -o 'noroot_locked'
                ctrtool launcher -w -Q 12345 sh -c 'cat /proc/$$/timerslack_ns'
                for v in 1 0; do ctrtool launcher -w -v $v grep THP_enabled /proc/self/status; done
                A=1 ctrtool launcher -w -V env; echo "status $?"
                """))
        .isEqualTo("noroot_locked\n12345\nTHP_enabled:\t0\nTHP_enabled:\t1\nstatus 0\n");
  }

  @Test
  void theLogTakesOutputAndThereIsNoInput() throws Exception {
    assertThat(
            run(
                """
                echo before >log
                ctrtool launcher -w -L log sh -c 'echo out; echo err >&2; readlink /proc/$$/fd/0
                  read x || echo end of input; ls /proc/$$/fd | tr "\\n" " "'
                cat log; echo
                ctrtool launcher -w -L new true; stat -c %a new
                ctrtool launcher -w -L /nonexistent/x true; echo "status $?"
                """))
        .isEqualTo(
            """
            before
            out
            err
            /dev/null
            end of input
            0 1 2\s
            600
            <message>
            status 125
            """);
  }

  @Test
  void pidFilesEmptyFilesAndLocks() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w -P p1 -P p2 sh -c '
                  test "$(cat p1)" = $$ -a "$(cat p2)" = $$ && echo pid files right; tail -c1 p1 | wc -l'
                : >empty; echo x >full
                ctrtool launcher -w -M empty echo ok
                ctrtool launcher -w -M full echo not run; echo "status $?"
                ctrtool launcher -w -M missing echo not run; echo "status $?"
                mkfifo locked
                ctrtool launcher -w -K lock sh -c 'echo >locked; sleep 0.3; echo first' &
                read x <locked
                ctrtool launcher -w -K lock echo second
                wait
                stat -c %a lock
                """))
        .isEqualTo(
            """
            pid files right
            0
            ok
            <message>
            status 125
            <message>
            status 125
            first
            second
            600
            """);
  }

  @Test
  void theCgroupNamespaceIsRootedWhereTheChildWasMoved() throws Exception {
    String group = "ctrtool-test-" + ProcessHandle.current().pid();
    String out =
        run(
            """
            mkdir g2; mount -t cgroup2 none g2 && mkdir g2/GROUP || { echo impossible; exit; }
            for o in -C ''; do
              ctrtool launcher $o -w -P g2/GROUP/cgroup.procs sh -c 'grep ^0:: /proc/self/cgroup'
            done
            rmdir g2/GROUP
            """
                .replace("GROUP", group));
    assumeTrue(!out.contains("impossible"), "no cgroups can be made here");

    assertThat(out).isEqualTo("0::/\n0::/" + group + "\n");
  }

  @Test
  void whatWouldHarmTheCallerIsRefused() throws Exception {
    assertThat(
            run(
                """
                for a in '-H x' '-r /' '-R private' '-t' '-m -t -R shared' '-m -R wrong'; do
                  ctrtool launcher -w $a true 2>err; echo "$a: status $?"
                done
                ctrtool launcher -w -E -R unchanged true; echo "status $?"
                """))
        .isEqualTo(
            """
            -H x: status 2
            -r /: status 2
            -R private: status 2
            -t: status 2
            -m -t -R shared: status 2
            -m -R wrong: status 2
            status 0
            """);
  }

  @Test
  void mountsAreSlavesUnlessSaidOtherwise() throws Exception {
    assertThat(
            run(
                """
                mount --make-rshared /
                for r in '' '-R shared' '-R sl' '-R private' '-R unchanged'; do
                  echo "'$r' $(ctrtool launcher -mw $r awk '$5 == "/"' /proc/self/mountinfo |
                    grep -o -E 'shared|master' | tr '\\n' ' ')"
                done
                """))
        .isEqualTo(
            """
            '' master\s
            '-R shared' shared\s
            '-R sl' master\s
            '-R private'\s
            '-R unchanged' shared\s
            """);
  }

  @Test
  void theNewRootIsAllThereIs() throws Exception {
    assertThat(
            run(
                """
                L() {
                  ctrtool launcher -mpw -t --pivot-root=/proc/driver "$@"; echo "status $?"
                }
                hook='nsenter --mount=/proc/self/fd/$2/ns/mnt mkroot /proc/driver'
                L -d -x "$hook" sh -c 'ls /; pwd; ls /proc | grep -c "^[0-9]"
                  awk "{print \\$5, \\$(NF-2)}" /proc/self/mountinfo'
                L -S 7 -d -x "$hook" sh -c 'id -u; grep CapEff /proc/self/status'
                L -d -x "$hook; rmdir /proc/\\$1/root/proc/driver/proc" true
                L -d -x "$hook; cd /proc/\\$1/root/proc/driver; rmdir proc; ln -s tmp proc" true
                L true
                ctrtool launcher -mw -r /nonexistent true; echo "status $?"
                """))
        .isEqualTo(
            """
            ISNEW
            bin
            proc
            tmp
            /
            3
            / tmpfs
            /proc proc
            status 0
            7
            CapEff:\t0000000000000000
            status 0
            <message>
            status 125
            <message>
            status 125
            <message>
            status 125
            <message>
            status 125
            """);
  }

  @Test
  void aContainerWithoutPrivileges() throws Exception {
    assertThat(
            run(
                """
                alice ctrtool launcher --escape -UCimnpu -w -t -r /proc/driver -H box \\
                  --uid-map=0.1234.1 --gid-map=0.1234.1 --disable-setgroups -g -d -x '
                  cd /proc/self/fd/$2/ns
                  nsenter --user=user --mount=mnt --preserve-credentials mkroot /proc/driver' \\
                  sh -c 'id -u; cat /proc/sys/kernel/hostname; echo "PID $$"; ls /'
                echo "status $?"
                """))
        .isEqualTo("0\nbox\nPID 1\nISNEW\nbin\nproc\ntmp\nstatus 0\n");
  }

  @Test
  void descriptorsAreNotifiedAndClosed() throws Exception {
    assertThat(
            run(
                """
                ctrtool launcher -w --notify-fd=6 sh -c 'readlink /proc/$$/fd/6 || echo closed' 6>note
                cat note; echo
                ctrtool launcher -w --close-fd=7 sh -c 'ls /proc/$$/fd | tr "\\n" " "; echo' 7</etc 8</etc
                for a in --notify-fd=2 --notify-fd=77 --close-fd=77; do
                  ctrtool launcher -w $a true 2>err; echo "status $?"
                done
                """))
        .isEqualTo("closed\n:\n0 1 2 8 \nstatus 2\nstatus 2\nstatus 2\n");
  }

  @Test
  void resourceLimits() throws Exception {
    assertThat(
            run(
                """
                lim() { ctrtool launcher -w "$@" sh -c 'echo "$(ulimit -Sn) $(ulimit -Hn)"'; }
                lim --rlimit=nofile=100:200; lim --rlimit=NOFILE=50
                lim --rlimit=n=60:300 --rlimit=n=:250
                ctrtool launcher -w --rlimit=nofile=200:100 true; echo "status $?"
                ctrtool launcher -w --rlimit=nofile true; echo "status $?"
                """))
        .isEqualTo("100 200\n50 50\n60 250\n<message>\nstatus 125\n<message>\nstatus 2\n");
  }

  private static long capabilitiesHere(String set) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(set + ":")) {
        return Long.parseUnsignedLong(line.substring(set.length() + 1).strip(), 16);
      }
    }
    throw new AssertionError("no " + set);
  }
}
