package org.ctrtool.sim.path;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.DescriptorCalls;
import org.ctrtool.sim.fd.ReadWriteCalls;

/**
 * A line of a recording: who called what, and what the kernel answered.
 *
 * @param actor who called
 * @param call the name of the call and its arguments
 * @param answer what the kernel answered
 */
record RecordedCall(String actor, List<String> call, String answer) {
  /** What a simulation answers that does not model the call. */
  static final String NOT_MODELLED = "not modelled";

  static RecordedCall parse(String line) {
    int equals = line.lastIndexOf("\t= ");
    List<String> words = List.of(line.substring(0, equals).split("\t", -1));
    return new RecordedCall(
        words.get(0), words.subList(1, words.size()), line.substring(equals + 3));
  }

  private String text(int i) {
    return call.get(i);
  }

  private int number(int i) {
    return Integer.parseInt(call.get(i));
  }

  /** What the simulation answers, in the words of the recording. */
  String on(TestTask task) {
    try {
      return "OK" + run(task, new Files(task));
    } catch (Refusal refusal) {
      return refusal.rule().errno().toString();
    } catch (NotModelled missing) {
      return NOT_MODELLED;
    }
  }

  private String run(TestTask task, Files files) {
    switch (text(0)) {
      case "mkdir" -> NameCalls.mkdirat(task, AT_FDCWD, text(1), new Mode(number(2)));
      case "open" -> {
        Mode mode = new Mode(number(3));
        Fd fd = OpenCalls.openat(task, AT_FDCWD, text(1), new OpenFlags(number(2)), mode);
        long flags = DescriptorCalls.getfl(task, fd).bits();
        return opened(task, files, fd) + " " + Long.toOctalString(flags);
      }
      case "openat2" -> {
        ResolveFlags resolve = new ResolveFlags(number(4));
        OpenHow how = new OpenHow(new OpenFlags(number(2)), new Mode(number(3)), resolve);
        return opened(task, files, OpenCalls.openat2(task, AT_FDCWD, text(1), how));
      }
      case "unlink" -> files.unlink(text(1));
      case "rmdir" -> files.rmdir(text(1));
      case "rename" -> files.rename(text(1), text(2), new RenameFlags(number(3)));
      case "symlink" -> files.link(text(1), text(2));
      case "stat" -> {
        return shown(files.stat(text(1)));
      }
      case "lstat" -> {
        return shown(files.lstat(text(1)));
      }
      case "chmod" -> files.chmod(text(1), number(2));
      case "chown" -> {
        AtFlags flags = new AtFlags(number(4));
        Gid group = new Gid(number(3));
        AttributeCalls.fchownat(task, AT_FDCWD, text(1), new Uid(number(2)), group, flags);
      }
      case "mknod" ->
          NameCalls.mknodat(task, AT_FDCWD, text(1), new Mode(number(2)), Dev.of(number(3)));
      case "readlink" -> {
        return " " + AttributeCalls.readlinkat(task, AT_FDCWD, text(1));
      }
      case "list" -> {
        return " " + String.join(" ", files.list(text(1)));
      }
      case "write" -> {
        Fd fd = files.open(text(1), OpenFlags.O_WRONLY.or(OpenFlags.O_NONBLOCK));
        ReadWriteCalls.write(task, fd, OsStrings.encode(text(2)));
        DescriptorCalls.close(task, fd);
      }
      default -> throw new IllegalArgumentException(text(0));
    }
    return "";
  }

  private static String opened(TestTask task, Files files, Fd fd) {
    String shown = " OK" + shown(files.stat(fd));
    DescriptorCalls.close(task, fd);
    return shown;
  }

  private static String shown(Stat stat) {
    return " "
        + Integer.toOctalString(stat.mode().bits())
        + " "
        + stat.links()
        + " "
        + stat.owner()
        + ":"
        + stat.group()
        + " "
        + stat.size();
  }
}
