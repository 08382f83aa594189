package org.ctrtool.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How execvp(3) finds a program. */
final class ProgramSearch {
  private ProgramSearch() {}

  static void exec(
      ChildKernel kernel,
      String file,
      List<String> argv,
      Environment environment,
      String searchPath) {
    if (file.indexOf('/') >= 0 || file.isEmpty()) {
      throw attempt(kernel, file, argv, environment);
    }
    KernelException denied = null;
    KernelException last = null;
    for (String directory : directories(searchPath)) {
      String path = directory.isEmpty() ? file : directory + "/" + file;
      last = attempt(kernel, path, argv, environment);
      if (last.errno().equals(Errno.EACCES)) {
        denied = last;
      } else if (!isAbsence(last.errno())) {
        throw last;
      }
    }
    if (denied != null) {
      throw denied;
    }
    throw new KernelException(
        Errno.ENOENT,
        "execvp(" + OsStrings.quoted(file) + ")",
        last == null ? null : last.reason());
  }

  private static boolean isAbsence(Errno errno) {
    return errno.equals(Errno.ENOENT)
        || errno.equals(Errno.ENOTDIR)
        || errno.equals(Errno.ESTALE)
        || errno.equals(Errno.ENODEV)
        || errno.equals(Errno.ETIMEDOUT);
  }

  private static KernelException attempt(
      ChildKernel kernel, String path, List<String> argv, Environment environment) {
    KernelException refusal = refusal(kernel, path, argv, environment);
    if (refusal.errno().equals(Errno.ENOEXEC)) {
      List<String> shell = new ArrayList<>();
      shell.add("/bin/sh");
      shell.add(path);
      shell.addAll(argv.subList(Math.min(1, argv.size()), argv.size()));
      return refusal(kernel, "/bin/sh", shell, environment);
    }
    return refusal;
  }

  private static KernelException refusal(
      ChildKernel kernel, String path, List<String> argv, Environment environment) {
    Attempt<Object> attempt =
        Attempt.of(
            () -> {
              kernel.execve(path, argv, environment);
              return null;
            });
    @Nullable KernelException refusal = attempt.refusal();
    if (refusal == null) {
      throw new IllegalStateException("execve returned");
    }
    return refusal;
  }

  private static List<String> directories(String searchPath) {
    List<String> directories = new ArrayList<>();
    int start = 0;
    int colon = searchPath.indexOf(':');
    while (colon >= 0) {
      directories.add(searchPath.substring(start, colon));
      start = colon + 1;
      colon = searchPath.indexOf(':', start);
    }
    directories.add(searchPath.substring(start));
    return directories;
  }
}
