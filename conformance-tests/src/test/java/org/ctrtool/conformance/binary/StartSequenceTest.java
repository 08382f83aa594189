package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctrtool.conformance.binary.Host.Caller;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The system calls of a start, as strace(1) sees them. */
class StartSequenceTest {
  @RegisterExtension final Host host = new Host();

  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  /** One call of one process. */
  private record Seen(int process, String name, String rest) {}

  private List<Seen> trace(Caller caller, String... options) throws Exception {
    Host.needs("strace");
    Path file = host.directory("trace").resolve("calls");
    List<String> command = new ArrayList<>();
    List<String> run = host.command(caller, options);
    int binary = run.indexOf(host.binary().toString());
    command.addAll(run.subList(0, binary));
    command.addAll(List.of("strace", "-f", "-q", "-s", "4096", "-o", file.toString()));
    command.addAll(run.subList(binary, run.size()));
    host.execute(command).succeeded();
    List<Seen> calls = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher call = CALL.matcher(line);
      if (call.matches()) {
        calls.add(new Seen(Integer.parseInt(call.group(1)), call.group(2), call.group(3)));
      }
    }
    return calls;
  }

  /** The calls of the container's first process until its program runs. */
  private static List<Seen> ofTheChild(List<Seen> calls) {
    int child =
        calls.stream()
            .filter(c -> c.name().equals("pivot_root"))
            .findFirst()
            .orElseThrow()
            .process();
    List<Seen> own = calls.stream().filter(call -> call.process() == child).toList();
    int end = 0;
    while (!own.get(end).name().startsWith("exec") || own.get(end).rest().contains(" = -1 ")) {
      end++;
    }
    return own.subList(0, end + 1);
  }

  private static String[] options() {
    return new String[] {
      "--init", "--workdir", "/tmp", "--tmpfs", "/srv/x", "--bind", "/etc:/mnt/e:ro", "--", "true"
    };
  }

  @ParameterizedTest
  @EnumSource
  void betweenTheNewRootAndTheExecNothingIsLookedUp(Caller caller) throws Exception {
    List<Seen> child = ofTheChild(trace(caller, options()));
    List<String> names = child.stream().map(Seen::name).toList();
    int pivot = names.indexOf("pivot_root");

    assertThat(names.subList(pivot, names.size()))
        .isSubsetOf(
            "pivot_root",
            "umount2",
            // The host name and the loopback interface: neither call takes a path.
            "sethostname",
            "socket",
            "ioctl",
            "close",
            "fchdir",
            "prctl",
            "capset",
            "keyctl",
            "close_range",
            "execveat",
            "prlimit64",
            "brk",
            "mmap",
            "munmap",
            "mprotect",
            "madvise");
    assertThat(child.get(pivot).rest()).startsWith("\".\", \".\")");
    assertThat(child.get(names.indexOf("umount2")).rest()).startsWith("\".\", MNT_DETACH)");
    assertThat(child.get(names.size() - 1).rest()).contains("AT_EMPTY_PATH");
  }

  private static final Set<String> OPENING =
      Set.of(
          "open",
          "openat",
          "openat2",
          "open_tree",
          "fsopen",
          "fsmount",
          "pipe2",
          "socket",
          "memfd_create",
          "signalfd4",
          "dup",
          "dup2",
          "creat",
          "accept4"); // pidfd_open(2) has no flag for it: it always is

  @ParameterizedTest
  @EnumSource
  void everyDescriptorIsCloseOnExecFromBirth(Caller caller) throws Exception {
    List<Seen> calls = trace(caller, options());
    int child = ofTheChild(calls).get(0).process();
    int parent = calls.get(0).process();

    assertThat(
            calls.stream()
                .filter(call -> call.process() == parent || call.process() == child)
                .filter(call -> OPENING.contains(call.name()))
                .filter(call -> !call.rest().contains(" = -1 ")))
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.rest()).contains("CLOEXEC"));
  }

  /** The program runs in the same process: only what comes before it is ctrtool's. */
  @ParameterizedTest
  @EnumSource
  void theTraceShowsTheCallsThatAreMade(Caller caller) throws Exception {
    List<String> command = new ArrayList<>(host.command(caller, "--init", "--", "true"));
    command.add(command.indexOf("run"), "--trace");
    Path file = host.directory("trace").resolve("calls");
    command.addAll(
        command.indexOf(host.binary().toString()),
        List.of("strace", "-f", "-q", "-s", "4096", "-o", file.toString()));
    Host.needs("strace");
    host.execute(command).succeeded();
    List<Seen> calls = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher call = CALL.matcher(line);
      if (call.matches()) {
        calls.add(new Seen(Integer.parseInt(call.group(1)), call.group(2), call.group(3)));
      }
    }

    List<String> made = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    Pattern line = Pattern.compile("2, \"(\\w+)\\(.*");
    for (Seen call : ofTheChild(calls)) {
      if (call.name().equals("write") && call.rest().startsWith("2, ")) {
        Matcher traced = line.matcher(call.rest());
        if (traced.matches()) {
          shown.add(traced.group(1));
        }
      } else if (!call.name().matches("brk|mmap|munmap|mprotect|madvise|rt_sig.*|gettid|getpid")) {
        made.add(call.name());
      }
    }

    assertThat(shown).hasSizeGreaterThan(50).isEqualTo(made);
  }
}
