package org.ctrtool.tools.mountseq;

import static org.ctrtool.api.MountFlags.MS_BIND;
import static org.ctrtool.api.MountFlags.MS_DIRSYNC;
import static org.ctrtool.api.MountFlags.MS_LAZYTIME;
import static org.ctrtool.api.MountFlags.MS_MOVE;
import static org.ctrtool.api.MountFlags.MS_NOATIME;
import static org.ctrtool.api.MountFlags.MS_NODEV;
import static org.ctrtool.api.MountFlags.MS_NODIRATIME;
import static org.ctrtool.api.MountFlags.MS_NOEXEC;
import static org.ctrtool.api.MountFlags.MS_NOSUID;
import static org.ctrtool.api.MountFlags.MS_NOSYMFOLLOW;
import static org.ctrtool.api.MountFlags.MS_PRIVATE;
import static org.ctrtool.api.MountFlags.MS_RDONLY;
import static org.ctrtool.api.MountFlags.MS_REC;
import static org.ctrtool.api.MountFlags.MS_RELATIME;
import static org.ctrtool.api.MountFlags.MS_REMOUNT;
import static org.ctrtool.api.MountFlags.MS_SHARED;
import static org.ctrtool.api.MountFlags.MS_SILENT;
import static org.ctrtool.api.MountFlags.MS_SLAVE;
import static org.ctrtool.api.MountFlags.MS_STRICTATIME;
import static org.ctrtool.api.MountFlags.MS_SYNCHRONOUS;
import static org.ctrtool.api.MountFlags.MS_UNBINDABLE;
import static org.ctrtool.api.UmountFlags.MNT_DETACH;
import static org.ctrtool.api.UmountFlags.MNT_EXPIRE;
import static org.ctrtool.api.UmountFlags.MNT_FORCE;
import static org.ctrtool.api.UmountFlags.UMOUNT_NOFOLLOW;

import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.tools.grammar.UsageError;

/** The letters of {@code -O}. */
final class FlagLetters {
  private static final String MOUNT = "abcdehlmopqrstuvwxyzD";
  private static final String UMOUNT = "flnx";
  private static final String MKDIR = "e";

  private FlagLetters() {}

  /** The flags that {@code letters} stand for in an operation of this kind. */
  static long flags(Operation.Kind kind, String letters) {
    String known =
        switch (kind) {
          case MOUNT -> MOUNT;
          case UMOUNT -> UMOUNT;
          default -> MKDIR;
        };
    long flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      if (known.indexOf(letter) < 0) {
        throw new UsageError(
            OsStrings.quoted(letters)
                + " has a letter that is no flag of "
                + kind
                + " (known: "
                + known
                + ")");
      }
      flags |=
          switch (kind) {
            case MOUNT -> mountFlag(letter).bits();
            case UMOUNT -> umountFlag(letter).bits();
            default -> 1;
          };
    }
    return flags;
  }

  private static MountFlags mountFlag(char letter) {
    return switch (letter) {
      case 'a' -> MS_NOATIME;
      case 'b' -> MS_BIND;
      case 'c' -> MS_RELATIME;
      case 'd' -> MS_NODEV;
      case 'e' -> MS_DIRSYNC;
      case 'h' -> MS_SHARED;
      case 'l' -> MS_SLAVE;
      case 'm' -> MS_MOVE;
      case 'o' -> MS_RDONLY;
      case 'p' -> MS_PRIVATE;
      case 'q' -> MS_SILENT;
      case 'r' -> MS_REMOUNT;
      case 's' -> MS_NOSUID;
      case 't' -> MS_STRICTATIME;
      case 'u' -> MS_UNBINDABLE;
      case 'v' -> MS_REC;
      case 'w' -> MS_SYNCHRONOUS;
      case 'x' -> MS_NOEXEC;
      case 'y' -> MS_NOSYMFOLLOW;
      case 'z' -> MS_LAZYTIME;
      default -> MS_NODIRATIME;
    };
  }

  private static UmountFlags umountFlag(char letter) {
    return switch (letter) {
      case 'f' -> MNT_FORCE;
      case 'l' -> MNT_DETACH;
      case 'n' -> UMOUNT_NOFOLLOW;
      default -> MNT_EXPIRE;
    };
  }
}
