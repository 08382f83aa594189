package org.ctrtool.conformance.simshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.ctrtool.api.Environment;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell of the simulated machine does what a shell does. */
class SimShellTest {
  private static String run(String script) {
    SimHost host = SimHost.with().directory("/work");
    SimShell.installInto(host, "/usr/bin/");
    try (SimKernel machine = host.boot()) {
      machine.chdir("/work");
      WaitStatus end =
          machine.run(
              kernel ->
                  kernel.execve(
                      "/usr/bin/sh",
                      List.of("sh", "-c", script),
                      new Environment(List.of("PATH=/usr/bin"))));
      assertThat(machine.failures()).isEmpty();
      return machine.output() + machine.errors() + "=" + end.shellStatus();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '#',
      value = {
        "echo a; echo b#a|b|=0",
        "false || echo no; true && echo yes#no|yes|=0",
        "! true; echo $?#1|=0",
        "exit 3#=3",
        "sh -c 'exit 4'#=4",
        "A=1; B=\"$A 2\"; echo $B \"$A\"'$A'#1 2 1$A|=0",
        "A='x  y'; echo $A; echo \"$A\"#x y|x  y|=0",
        "A=1 sh -c 'echo $A'; echo ${A-unset}#1|unset|=0",
        "for i in 1 2 3; do echo -n $i; done#123=0",
        "echo x | cat | tr x y#y|=0",
        "(cd /; pwd); pwd#/|/work|=0",
        "echo a >f; echo b >>f; cat f; cat <f#a|b|a|b|=0",
        "f() { echo \"got $1\"; }; f x#got x|=0",
        "echo $(echo in; echo side)#in side|=0",
        "if test -e f; then echo is; else echo not; fi#not|=0",
        "nosuch; echo $?#127|sh: nosuch: command not found|=0",
        "cat nosuch 2>/dev/null; echo $?#1|=0",
        "exec 5>f; echo x >&5; exec 5>&-; cat f; echo y >&5 2>/dev/null; echo $?#x|1|sh: 5: Bad file descriptor|=0",
        "sleep() { echo z; }; sleep & wait#z|=0",
        "{ echo a; echo b; } >f; wc -l <f#2|=0",
      })
  void scripts(String script, String expected) {
    assertThat(run(script).replace('\n', '|')).isEqualTo(expected);
  }

  @Test
  void saysWhatItLacks() {
    assertThat(SimShell.obstacle("ctrtool x; awk y", Set.of("ctrtool"))).isEqualTo("no awk");
    assertThat(SimShell.obstacle("echo *", Set.of())).contains("pattern");
    assertThat(SimShell.obstacle("true -c; sh -c 'sed p'", Set.of())).isEqualTo("no sed");
    assertThat(SimShell.obstacle("f() { :; }; f; echo $(ls)", Set.of())).isNull();
  }
}
