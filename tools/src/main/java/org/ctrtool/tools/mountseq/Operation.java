package org.ctrtool.tools.mountseq;

import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.UmountFlags;
import org.jspecify.annotations.Nullable;

/** One operation, with the options that were given after it. */
final class Operation {
  /** What an operation does; the letter is its option. */
  enum Kind {
    MOUNT('m'),
    MKDIR('D'),
    UMOUNT('u'),
    SYMLINK('l'),
    CHDIR('c'),
    SHELL('S'),
    WRITE('w');

    final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    @Override
    public String toString() {
      return "-" + letter;
    }
  }

  final Kind kind;

  /** The target, directory, link or file; the command of {@code -S}. */
  final String operand;

  /** The source of a mount, what a link contains, or a file's content. */
  @Nullable String source;

  @Nullable String escapedContent;
  @Nullable String type;
  @Nullable String data;
  long flags;
  @Nullable Mode mode;
  boolean makeDirectory;
  boolean makeFile;
  int fileType = Mode.S_IFSOCK;
  boolean exclusive;
  boolean append;
  boolean remount;
  boolean followTarget;
  boolean followSource;
  boolean magicLinks;
  boolean keepGoing;
  boolean sync;

  Operation(Kind kind, String operand) {
    this.kind = kind;
    this.operand = operand;
  }

  MountFlags mountFlags() {
    return new MountFlags(flags);
  }

  UmountFlags umountFlags() {
    return new UmountFlags(flags);
  }

  /** Whether an existing directory is fine for {@code -D}. */
  boolean existingIsFine() {
    return flags != 0;
  }

  @Override
  public String toString() {
    return kind + " " + OsStrings.quoted(operand);
  }
}
