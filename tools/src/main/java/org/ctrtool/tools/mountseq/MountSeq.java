package org.ctrtool.tools.mountseq;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.mountseq.Operation.Kind;

/** Performs a sequence of mounts, unmounts, directories, links, files and shell commands. */
public final class MountSeq implements Tool<MountSeq.Request> {
  /** An operation failed and the rest was not carried out. */
  static final int STOPPED = 3;

  /** An operation that need not succeed failed. */
  static final int INCOMPLETE = 2;

  /** The operations in order, and the command that follows them. */
  static final class Request {
    final List<Operation> operations = new ArrayList<>();
    boolean executes;
    List<String> command = List.of();

    void start(Kind kind, String operand) {
      operations.add(new Operation(kind, operand));
    }

    /** The latest operation, which must be one of {@code kinds}. */
    Operation latest(Kind... kinds) {
      UsageError.when(
          operations.isEmpty(), "it stands before any operation (-m -D -u -l -c -S -w)");
      Operation latest = operations.get(operations.size() - 1);
      boolean fits = kinds.length == 0;
      for (Kind kind : kinds) {
        fits = fits || kind == latest.kind;
      }
      UsageError.when(!fits, "it does not apply to " + latest.kind);
      return latest;
    }
  }

  /** Makes the tool. */
  public MountSeq() {}

  @Override
  public String name() {
    return "mount_seq";
  }

  @Override
  public String summary() {
    return "mount, unmount, make directories and links, in one sequence";
  }

  @Override
  public int failureStatus(Request request) {
    return STOPPED;
  }

  @Override
  public Grammar<Request> grammar() {
    Grammar.Builder<Request> grammar =
        Grammar.of(name(), Request::new)
            .usageStatus(1)
            .synopsis(
                "{-m TARGET | -D DIR | -u TARGET | -l LINK | -c DIR | -S COMMAND | -w FILE} [OPTION]... ...")
            .synopsis("... -X PROGRAM [ARGUMENT]...")
            .describedAs(
                "Performs operations in the order in which they are given. Each of -m, -D, -u, -l,"
                    + " -c, -S and -w starts an operation; the other options apply to the latest"
                    + " one. The whole command line is read first: an error there means that"
                    + " nothing is done.")
            .describedAs(
                "Symbolic links are followed nowhere in a path, unless -k, -K or --magic-links"
                    + " allows it.");
    operations(grammar);
    mountOptions(grammar);
    otherOptions(grammar);
    return grammar
        .operands("", 0, Integer.MAX_VALUE, MountSeq::takeOperands)
        .check(MountSeq::check)
        .status(0, "all operations were done")
        .status(1, "the command line is wrong, nothing was done")
        .status(2, "an operation with -e failed, the rest was done")
        .status(3, "an operation failed and the rest was not done")
        .status(126, "the program of -X cannot be executed")
        .status(127, "the program of -X was not found")
        .status("other", "that of the program of -X")
        .difference(
            "Source, target and directories are looked up once, and what is done is done to what"
                + " was found: nobody can put a link there in between. So a device that is mounted"
                + " without -K is /proc/self/fd/N in mountinfo.")
        .difference(
            "Operands that belong to no option, and -l without -s, are refused before anything is"
                + " done, as are -F and -M without a right number, and -F for -D.")
        .difference("A message says which operation failed, and how many were done.")
        .difference(
            "-r is for bind mounts alone; with -Ov it changes the flags of all mounts of the tree,"
                + " before they are seen. A bind mount with flags, but without -r, is warned of.")
        .difference("A mount point that was made is removed again if the mount fails.")
        .difference("The status of -S is known also if the caller ignores SIGCHLD.")
        .difference("-w, -X, --magic-links, --file-type, and D and y of -O are new.")
        .example(
            "ctrtool mount_seq -m /mnt -E -t tmpfs -Osd -o size=10M",
            "a tmpfs, its mount point made")
        .example(
            "ctrtool mount_seq -m root/usr -s /usr -Obvosd -r",
            "a read-only view of a tree of mounts")
        .example(
            "ctrtool mount_seq -c root -m run/netns -f -s /proc/self/ns/net -K -Ob",
            "a namespace file in a root file system under construction")
        .build();
  }

  private static void operations(Grammar.Builder<Request> grammar) {
    grammar
        .section("Operations")
        .option('m', "mount", "TARGET", "mount", (r, v) -> r.start(Kind.MOUNT, v))
        .option('D', "mkdir", "DIR", "make a directory", (r, v) -> r.start(Kind.MKDIR, v))
        .option('u', "umount", "TARGET", "unmount", (r, v) -> r.start(Kind.UMOUNT, v))
        .option('l', "symlink", "LINK", "make a symbolic link", (r, v) -> r.start(Kind.SYMLINK, v))
        .option(
            'c',
            "chdir",
            "DIR",
            "change the working directory of what follows",
            (r, v) -> r.start(Kind.CHDIR, v))
        .option('S', "shell", "COMMAND", "run /bin/sh -c COMMAND", (r, v) -> r.start(Kind.SHELL, v))
        .option('w', "write", "FILE", "write a regular file", (r, v) -> r.start(Kind.WRITE, v))
        .stopsAtOperand(
            'X',
            "exec",
            "the next operand and what follows are a program to execute in the end",
            r -> r.executes = true);
  }

  private static void mountOptions(Grammar.Builder<Request> grammar) {
    grammar
        .section("Options for mounts (-m), some also for others")
        .option(
            's',
            "source",
            "SOURCE",
            "what to mount, default /dev/null; what the link of -l contains; the content for -w",
            (r, v) -> r.latest(Kind.MOUNT, Kind.SYMLINK, Kind.WRITE).source = v)
        .option('t', "type", "TYPE", "file system type", (r, v) -> r.latest(Kind.MOUNT).type = v)
        .option(
            'o',
            "data",
            "DATA",
            "options of the file system, separated by commas",
            (r, v) -> r.latest(Kind.MOUNT).data = v)
        .option(
            'O',
            "flags",
            "LETTERS",
            "flags, repeated ones add up. For -m: a noatime, b bind, c relatime, d nodev, D"
                + " nodiratime, e dirsync, h shared, l slave, m move, o read-only, p private, q"
                + " silent, r remount, s nosuid, t strictatime, u unbindable, v recursive, w"
                + " synchronous, x noexec, y nosymfollow, z lazytime. For -u: f force, l lazy, n"
                + " do not follow, x expire. For -D: e an existing directory is no error",
            (r, v) -> {
              Operation latest = r.latest(Kind.MOUNT, Kind.MKDIR, Kind.UMOUNT);
              latest.flags |= FlagLetters.flags(latest.kind, v);
            })
        .option(
            'F',
            "flag-bit",
            "BIT",
            "a flag of -m or -u by its bit number, 0 to 31",
            (r, v) -> r.latest(Kind.MOUNT, Kind.UMOUNT).flags |= 1L << Values.integer(v, 0, 31))
        .flag(
            'E',
            "make-dir",
            "make TARGET as a directory if it does not exist",
            r -> r.latest(Kind.MOUNT).makeDirectory = true)
        .flag(
            'f',
            "make-file",
            "make TARGET as a file if it does not exist",
            r -> r.latest(Kind.MOUNT).makeFile = true)
        .option(
            "file-type",
            "TYPE",
            "what -f makes: socket (default) or regular",
            (r, v) ->
                r.latest(Kind.MOUNT).fileType =
                    Values.name(v, "file type", List.of("socket", "regular")) == 0
                        ? Mode.S_IFSOCK
                        : Mode.S_IFREG)
        .flag(
            'x',
            "exclusive",
            "with -E, -f or -w: it must not exist",
            r -> r.latest(Kind.MOUNT, Kind.WRITE).exclusive = true)
        .flag(
            'r',
            "remount",
            "make the flags of a bind mount effective; with -Ov in the whole tree",
            r -> r.latest(Kind.MOUNT).remount = true)
        .flag(
            'K',
            "follow-source",
            "follow symbolic links in SOURCE, and take any text",
            r -> r.latest(Kind.MOUNT).followSource = true);
  }

  private static void otherOptions(Grammar.Builder<Request> grammar) {
    grammar
        .section("Options for all operations")
        .flag(
            'k',
            "follow-target",
            "follow symbolic links in the target",
            r -> r.latest().followTarget = true)
        .flag(
            "magic-links",
            "follow the links of /proc, as in /proc/self/ns/net, but no others",
            r -> r.latest().magicLinks = true)
        .flag('e', "keep-going", "go on if the operation fails", r -> r.latest().keepGoing = true)
        .flag('y', "sync", "sync(2) afterwards", r -> r.latest().sync = true)
        .section("Options for directories and files (-D, -w)")
        .option(
            'M',
            "mode",
            "MODE",
            "set exactly these permissions (octal)",
            (r, v) -> r.latest(Kind.MKDIR, Kind.WRITE).mode = Values.mode(v))
        .option(
            'i',
            "escaped",
            "TEXT",
            "the content for -w, with escapes such as \\n and \\x1b",
            (r, v) -> {
              Operation latest = r.latest(Kind.WRITE);
              int unused = Escapes.bytes(v).length;
              latest.escapedContent = v;
            })
        .flag(
            'A',
            "append",
            "append to an existing file (-w)",
            r -> r.latest(Kind.WRITE).append = true);
  }

  private static void takeOperands(Request request, List<String> words) {
    if (request.executes) {
      UsageError.when(words.isEmpty(), "-X needs a program");
      request.command = words;
    } else if (!words.isEmpty()) {
      throw new UsageError("operand " + OsStrings.quoted(words.get(0)) + " belongs to no option");
    }
  }

  private static void check(Request request) {
    for (Operation operation : request.operations) {
      boolean bind = operation.mountFlags().has(MountFlags.MS_BIND);
      UsageError.when(
          operation.kind == Kind.SYMLINK && operation.source == null,
          operation + " needs -s: what the link contains");
      UsageError.when(
          operation.kind == Kind.WRITE
              && (operation.source == null) == (operation.escapedContent == null),
          operation + " needs one of -s and -i: what to write");
      UsageError.when(operation.remount && !bind, operation + ": -r is for bind mounts (-Ob) only");
    }
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    return new Sequence(kernel, invocation, request).run();
  }
}
