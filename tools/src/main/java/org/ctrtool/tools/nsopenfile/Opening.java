package org.ctrtool.tools.nsopenfile;

import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/** One thing to open: what it is, where, and what becomes of the descriptor. */
final class Opening {
  /** How many registers there are. */
  static final int REGISTERS = 8;

  /** No register. */
  static final int NONE = -1;

  final Target target;
  @Nullable String namespacePath;
  int namespaceRegister = NONE;
  boolean entersOwner;
  boolean newNetwork;
  @Nullable DescriptorSpec directory;
  int directoryRegister = NONE;
  private boolean directorySaid;
  int stored = NONE;
  boolean hidden;
  @Nullable String exported;

  Opening(Target target) {
    this.target = target;
  }

  /** Whether a namespace is named. */
  boolean namesNamespace() {
    return namespacePath != null || namespaceRegister != NONE;
  }

  /** -d of a file. */
  void directory(String word) {
    directorySaid = true;
    directory = word.equals("cwd") ? null : DescriptorSpec.of(word);
  }

  /** -i. */
  void use(String word) {
    String flags = flags(word, "nd");
    UsageError.when(flags.length() > 1, OsStrings.quoted(word) + " has more than one flag");
    int register = register(word);
    if (flags.equals("d")) {
      require(target instanceof Target.File, "-i with d");
      UsageError.when(directoryRegister != NONE, "-i with d is given twice");
      directoryRegister = register;
    } else {
      UsageError.when(namespaceRegister != NONE, "-i is given twice");
      namespaceRegister = register;
    }
  }

  /** -s. */
  void store(String word) {
    UsageError.when(stored != NONE, "-s is given twice");
    stored = register(word);
    hidden = flags(word, "i").equals("i");
  }

  /** -e. */
  void export(String word) {
    UsageError.when(exported != null, "-e is given twice");
    exported = Variables.name(word);
  }

  /** Checks what options say together. */
  void check() {
    boolean plain = target instanceof Target.Plain;
    UsageError.when(plain && !namesNamespace(), "-f needs -N or -i");
    UsageError.when(namespacePath != null && namespaceRegister != NONE, "-N and -i contradict");
    UsageError.when(directorySaid && directoryRegister != NONE, "-d and -i with d contradict");
    UsageError.when(entersOwner && !namesNamespace(), "-U needs -N or -i");
    UsageError.when(hidden && exported != null, "-s with i and -e contradict");
    if (target instanceof Target.Socket socket) {
      socket.check();
    }
  }

  /** A usage error for an option of another kind of request. */
  void require(boolean applies, String option) {
    UsageError.when(!applies, option + " does not apply to " + target.option());
  }

  /** The register of {@code REGISTER[,FLAGS]}. */
  static int register(String word) {
    int comma = word.indexOf(',');
    return Values.integer(comma < 0 ? word : word.substring(0, comma), 0, REGISTERS - 1);
  }

  private static String flags(String word, String known) {
    List<String> fields = Values.fields(word, ',');
    UsageError.when(fields.size() > 2, OsStrings.quoted(word) + " is not REGISTER[,FLAGS]");
    String flags = fields.size() == 2 ? fields.get(1) : "";
    for (int i = 0; i < flags.length(); i++) {
      UsageError.when(
          known.indexOf(flags.charAt(i)) < 0,
          OsStrings.quoted(flags.substring(i, i + 1)) + " is no flag of a register here");
    }
    return flags;
  }
}
