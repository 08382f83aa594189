package org.ctrtool.tools.namespaces;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.tools.grammar.UsageError;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of namespaces, in the order in which several are entered: the user namespace first,
 * since it gives the capabilities for the others, and the mount namespace last, since names mean
 * something else from then on.
 */
public enum NamespaceKind {
  /** Users, groups and capabilities. */
  USER('U', "user", SetnsTypes.CLONE_NEWUSER),
  /** Control groups. */
  CGROUP('C', "cgroup", SetnsTypes.CLONE_NEWCGROUP),
  /** System V IPC and message queues. */
  IPC('i', "ipc", SetnsTypes.CLONE_NEWIPC),
  /** Network. */
  NETWORK('n', "net", SetnsTypes.CLONE_NEWNET),
  /** Host and domain name. */
  UTS('u', "uts", SetnsTypes.CLONE_NEWUTS),
  /** Process IDs; children are in it, the process that enters is not. */
  PID('p', "pid", SetnsTypes.CLONE_NEWPID),
  /** Clocks. */
  TIME('T', "time", SetnsTypes.CLONE_NEWTIME),
  /** Mounts. */
  MOUNT('m', "mnt", SetnsTypes.CLONE_NEWNS);

  private final char letter;
  private final String fileName;
  private final SetnsTypes type;

  NamespaceKind(char letter, String fileName, SetnsTypes type) {
    this.letter = letter;
    this.fileName = fileName;
    this.type = type;
  }

  /** The name of the file in /proc/PID/ns. */
  public String fileName() {
    return fileName;
  }

  /** What setns(2) is told. */
  public SetnsTypes type() {
    return type;
  }

  /** The kind that {@code letter} stands for, or null. */
  static @Nullable NamespaceKind of(char letter) {
    for (NamespaceKind kind : values()) {
      if (kind.letter == letter) {
        return kind;
      }
    }
    return null;
  }

  /** The kinds whose letters are in {@code letters}, in the order of this enum, each once. */
  static List<NamespaceKind> in(String letters) {
    List<NamespaceKind> kinds = new ArrayList<>();
    for (NamespaceKind kind : values()) {
      if (letters.indexOf(kind.letter) >= 0) {
        kinds.add(kind);
      }
    }
    return List.copyOf(kinds);
  }

  /**
   * The kinds that {@code word} names by letters.
   *
   * @throws UsageError if it names none, or has another letter
   */
  public static List<NamespaceKind> letters(String word) {
    UsageError.when(word.isEmpty(), "no letter of a namespace");
    for (int i = 0; i < word.length(); i++) {
      UsageError.when(
          of(word.charAt(i)) == null,
          OsStrings.quoted(word.substring(i, i + 1))
              + " is no letter of a namespace (known: U C i n u p T m)");
    }
    return in(word);
  }

  /** All of {@code kinds} in one value. */
  public static SetnsTypes types(List<NamespaceKind> kinds) {
    SetnsTypes types = SetnsTypes.NONE;
    for (NamespaceKind kind : kinds) {
      types = types.or(kind.type);
    }
    return types;
  }
}
