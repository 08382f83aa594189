package org.ctrtool.tools.namespaces;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;

/**
 * A request to enter namespaces, as the user writes it: letters of {@link NamespaceKind}, then
 * where they are:
 *
 * <pre>
 * LETTERS:N      descriptor N: a namespace file, or a descriptor of a process
 * LETTERS-NAME   the same, with the number in the environment variable NAME
 * LETTERS=PATH   a namespace file
 * LETTERS/PATH   a directory /proc/PID; the path begins after the slash
 * </pre>
 *
 * The letter X says that the descriptor is closed afterwards.
 */
public final class NamespaceRequest {
  /** The variable of {@code LETTERS-}. */
  public static final String DEFAULT_VARIABLE = "CTRTOOL_CONTAINER_LAUNCHER_PID_FD";

  /** How a request may be written, for help. */
  public static final String SYNTAX =
      "REQUEST is letters of namespaces (C cgroup, i IPC, m mount, n network, p PID, T time, U user,"
          + " u UTS; X: close the descriptor) and :FD, -VARIABLE, =FILE or /PROC_DIRECTORY; an"
          + " absolute directory has two slashes: \"nu//proc/7\".";

  private static final OpenFlags FILE =
      OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC).or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY);
  private static final OpenFlags DIRECTORY =
      OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);

  private sealed interface Place {
    record Descriptor(Fd fd) implements Place {}

    record Variable(String name) implements Place {}

    record File(String path) implements Place {}

    record Directory(String path) implements Place {}
  }

  private final String word;
  private final List<NamespaceKind> kinds;
  private final boolean closes;
  private final Place place;

  private NamespaceRequest(String word, List<NamespaceKind> kinds, boolean closes, Place place) {
    this.word = word;
    this.kinds = kinds;
    this.closes = closes;
    this.place = place;
  }

  /**
   * Reads a request.
   *
   * @throws UsageError if it is none
   */
  public static NamespaceRequest of(String word) {
    int end = 0;
    while (end < word.length() && isLetter(word.charAt(end))) {
      end++;
    }
    UsageError.when(end == word.length(), wrong(word) + "it does not say where the namespace is");
    String letters = word.substring(0, end);
    Place place = place(word, word.charAt(end), word.substring(end + 1));
    List<NamespaceKind> kinds = NamespaceKind.in(letters);
    boolean closes = letters.indexOf('X') >= 0;
    boolean named = place instanceof Place.File || place instanceof Place.Directory;
    UsageError.when(closes && named, wrong(word) + "X goes with a descriptor");
    UsageError.when(
        kinds.isEmpty() && place instanceof Place.Directory, wrong(word) + "no letter says which");
    return new NamespaceRequest(word, kinds, closes, place);
  }

  private static boolean isLetter(char c) {
    return c == 'X' || NamespaceKind.of(c) != null;
  }

  private static String wrong(String word) {
    return "namespace request " + OsStrings.quoted(word) + ": ";
  }

  private static Place place(String word, char terminator, String rest) {
    UsageError.when(rest.isEmpty() && terminator != '-', wrong(word) + "it does not say where");
    return switch (terminator) {
      case ':' -> new Place.Descriptor(Values.fd(rest));
      case '-' -> new Place.Variable(rest.isEmpty() ? DEFAULT_VARIABLE : rest);
      case '=' -> new Place.File(rest);
      case '/' -> new Place.Directory(rest);
      default ->
          throw new UsageError(
              wrong(word)
                  + OsStrings.quoted(String.valueOf(terminator))
                  + " is neither a letter of a namespace nor one of : - = /");
    };
  }

  /** Whether a namespace of this kind is named by its letter. */
  public boolean names(NamespaceKind kind) {
    return kinds.contains(kind);
  }

  /**
   * The same with a descriptor in the place of a variable.
   *
   * @throws UsageError if the variable is unset, or its value or the descriptor is none
   */
  public NamespaceRequest checked(Invocation invocation, Kernel kernel) {
    if (place instanceof Place.Variable variable) {
      String value = invocation.variable(variable.name());
      if (value == null) {
        throw new UsageError(wrong(word) + "variable " + variable.name() + " is unset");
      }
      return withDescriptor(Values.fd(value)).checked(invocation, kernel);
    }
    if (place instanceof Place.Descriptor descriptor) {
      DescriptorSpec.requireOpen(kernel, descriptor.fd(), wrong(word));
    }
    return this;
  }

  private NamespaceRequest withDescriptor(Fd fd) {
    return new NamespaceRequest(word, kinds, closes, new Place.Descriptor(fd));
  }

  /** Opens what the request names; a variable must have been replaced by {@link #checked}. */
  public NamespaceFiles open(ChildKernel kernel) {
    kernel.doing(toString());
    return switch (place) {
      case Place.Descriptor descriptor ->
          files(descriptor.fd(), closes ? List.of(descriptor.fd()) : List.of());
      case Place.File file -> {
        Fd fd = kernel.openat(Fd.AT_FDCWD, file.path(), FILE, Mode.NONE);
        yield files(fd, List.of(fd));
      }
      case Place.Directory directory -> openDirectory(kernel, directory.path());
      case Place.Variable variable ->
          throw new IllegalStateException("not checked: " + variable.name());
    };
  }

  private NamespaceFiles files(Fd fd, List<Fd> closed) {
    return new NamespaceFiles(
        List.of(new NamespaceFiles.Entry(fd, NamespaceKind.types(kinds))), closed);
  }

  private NamespaceFiles openDirectory(ChildKernel kernel, String path) {
    Fd directory = kernel.openat(Fd.AT_FDCWD, path, DIRECTORY, Mode.NONE);
    List<NamespaceFiles.Entry> entries = new ArrayList<>();
    List<Fd> opened = new ArrayList<>();
    opened.add(directory);
    for (NamespaceKind kind : kinds) {
      Fd file = kernel.openat(directory, "ns/" + kind.fileName(), FILE, Mode.NONE);
      entries.add(new NamespaceFiles.Entry(file, kind.type()));
      opened.add(file);
    }
    return new NamespaceFiles(entries, opened);
  }

  /** Says it in a message. */
  @Override
  public String toString() {
    return "entering " + OsStrings.quoted(word);
  }
}
