package org.ctrtool.linux;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ctrtool.api.Environment;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.tape.Surroundings;

/**
 * What this process got from whoever started the JVM, as far as a JVM changes it: programs that are
 * executed get that, not what the JVM has made of it.
 *
 * <p>Call {@link #record()} as the first statement of {@code main}: the descriptors that are open
 * then, without the JVM's own, are the inherited ones. Where nobody did, standard input, output and
 * error count as inherited and nothing else.
 *
 * <p>Two things cannot be found out from inside: which of the signals that a JVM handles were
 * ignored, and the soft limit of open files that a JVM raises. Whoever starts the JVM says so: with
 * {@code -Dctrtool.ignored-signals=} and the hexadecimal number that {@code SigIgn} has in
 * proc_pid_status(5), and with {@code -XX:-MaxFDLimit} (or {@code -Dctrtool.open-files=} and the
 * soft limit).
 *
 * <p>A JVM that starts loses signals. Whoever starts it can have them wait for {@link #record()}:
 * by starting it with signals blocked, with {@code -Xrs}, and with {@code
 * -Dctrtool.blocked-signals=} and what was blocked before, as {@code SigBlk} has it. Then the
 * thread that calls {@code record()} is the only one that gets them. A variable set for the JVM
 * alone is hidden by {@code -Dctrtool.own-variable=} and its name.
 *
 * @param descriptors numbers of the inherited descriptors
 * @param mask the blocked signals
 * @param withheld the signals that all threads of the JVM block but the one that recorded this
 * @param ignored the ignored signals
 * @param softDescriptorLimit the soft limit of open files; {@link Surroundings#LIMIT_AS_IT_IS} if
 *     nobody said that it was another one
 */
public record Inherited(
    Set<Integer> descriptors,
    SignalSet mask,
    SignalSet withheld,
    SignalSet ignored,
    long softDescriptorLimit) {
  private static final String IGNORED = "ctrtool.ignored-signals";
  private static final String BLOCKED = "ctrtool.blocked-signals";
  private static final String OWN_VARIABLE = "ctrtool.own-variable";
  private static final String OPEN_FILES = "ctrtool.open-files";
  private static final int CLOEXEC = 02000000;

  @SuppressWarnings("NullAway.Init") // null until somebody asks
  private static Inherited current;

  /** Looks around now, and lets signals come that had to wait. The first call counts. */
  public static synchronized void record() {
    if (current == null) {
      current = now(openDescriptors());
      current.takeSignals();
    }
  }

  /** Here, in this thread, as in the first thread of a program that is not a JVM. */
  private void takeSignals() {
    SignalSet waiting = new SignalSet(withheld.bits() & ~mask.bits());
    if (!waiting.equals(SignalSet.EMPTY)) {
      new PlainKernel(new JnaMachine()).sigprocmask(SignalMaskChange.SIG_UNBLOCK, waiting);
    }
  }

  /** For a thread that was started since: it has the mask of the one that takes them. */
  static void leaveSignals() {
    SignalSet others = current().withheld();
    if (!others.equals(SignalSet.EMPTY)) {
      new PlainKernel(new JnaMachine()).sigprocmask(SignalMaskChange.SIG_BLOCK, others);
    }
  }

  /** What was recorded. */
  public static synchronized Inherited current() {
    if (current == null) {
      current = now(new TreeSet<>(Set.of(0, 1, 2)));
    }
    return current;
  }

  /** The environment that the caller gave, every byte of it. */
  public static Environment environment() {
    List<String> variables = new ArrayList<>();
    String own = System.getProperty(OWN_VARIABLE, "") + "=";
    byte[] all = contents("/proc/self/environ");
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        String variable = OsStrings.decode(all, start, i - start);
        if (!variable.startsWith(own)) {
          variables.add(variable);
        }
        start = i + 1;
      }
    }
    return new Environment(variables);
  }

  private static Inherited now(Set<Integer> descriptors) {
    String said = System.getProperty(IGNORED);
    SignalSet ignored = said == null ? ignoredNow() : signals(said);
    String limit = System.getProperty(OPEN_FILES);
    // Java runs in other threads than the one the process started with, which only waits for them.
    long pid = ProcessHandle.current().pid();
    SignalSet blocked = signals(statusField("/proc/self/task/" + pid + "/status", "SigBlk:"));
    String before = System.getProperty(BLOCKED);
    return new Inherited(
        descriptors,
        before == null ? blocked : signals(before),
        before == null ? SignalSet.EMPTY : blocked,
        ignored,
        limit == null ? Surroundings.LIMIT_AS_IT_IS : softLimit(limit));
  }

  /** The signals that this process ignores as it is. */
  static SignalSet ignoredNow() {
    return signals(statusField("/proc/self/status", "SigIgn:"));
  }

  private static SignalSet signals(String hexadecimal) {
    return new SignalSet(Long.parseUnsignedLong(hexadecimal, 16));
  }

  private static long softLimit(String text) {
    return text.equals("unlimited") ? -1 : Long.parseUnsignedLong(text);
  }

  private static Set<Integer> openDescriptors() {
    Set<Path> own = filesOfTheJvm();
    Set<Integer> inherited = new TreeSet<>();
    String[] numbers = new File("/proc/self/fd").list();
    for (String number : numbers == null ? new String[0] : numbers) {
      if (isInherited(number, own)) {
        inherited.add(Integer.parseInt(number));
      }
    }
    return inherited;
  }

  /** Not what is close-on-exec: it could not have come here. */
  private static boolean isInherited(String number, Set<Path> own) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", number));
      String info = text("/proc/self/fdinfo/" + number);
      return !own.contains(target) && (Integer.parseInt(field(info, "flags:"), 8) & CLOEXEC) == 0;
    } catch (IOException | UncheckedIOException closed) {
      return false; // it was the directory stream's
    }
  }

  private static Set<Path> filesOfTheJvm() {
    String home = System.getProperty("java.home");
    List<String> names = new ArrayList<>(List.of(home + "/lib/modules"));
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      names.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
    }
    for (String argument : text("/proc/self/cmdline").split("\0")) {
      Stream.of("-javaagent:", "-XX:AOTCache=", "-XX:SharedArchiveFile=")
          .filter(argument::startsWith)
          .forEach(option -> names.add(argument.substring(option.length()).split("=")[0]));
    }
    Set<Path> files = new HashSet<>();
    for (String name : names) {
      Path file = Path.of(name);
      if (Files.exists(file)) { // a class path may name what does not
        files.add(realPath(file));
      }
    }
    return files;
  }

  private static Path realPath(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException vanished) {
      return file;
    }
  }

  private static String statusField(String file, String name) {
    return field(text(file), name);
  }

  private static String field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no field " + name));
  }

  private static String text(String file) {
    return new String(contents(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] contents(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
