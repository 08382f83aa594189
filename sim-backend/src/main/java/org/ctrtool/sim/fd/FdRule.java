package org.ctrtool.sim.fd;

import static org.ctrtool.api.Errno.EACCES;
import static org.ctrtool.api.Errno.EAGAIN;
import static org.ctrtool.api.Errno.EBADF;
import static org.ctrtool.api.Errno.EINVAL;
import static org.ctrtool.api.Errno.EISDIR;
import static org.ctrtool.api.Errno.EMFILE;
import static org.ctrtool.api.Errno.ENOENT;
import static org.ctrtool.api.Errno.ENOTDIR;
import static org.ctrtool.api.Errno.EPERM;
import static org.ctrtool.api.Errno.EPIPE;
import static org.ctrtool.api.Errno.ESPIPE;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Rules of descriptors and open files. */
public enum FdRule implements Rule {
  NOT_OPEN(EBADF, "the descriptor is not open", "open(2)"),
  ONLY_A_PATH(EBADF, "the descriptor was opened with O_PATH", "open(2), \"O_PATH\""),
  NOT_OPEN_FOR_READING(EBADF, "the file was not opened for reading", "read(2)"),
  NOT_OPEN_FOR_WRITING(EBADF, "the file was not opened for writing", "write(2)"),
  NUMBER_IS_BEYOND_THE_LIMIT(EBADF, "the wanted number is not below RLIMIT_NOFILE", "dup(2)"),
  ALL_NUMBERS_ARE_TAKEN(EMFILE, "all numbers below RLIMIT_NOFILE are taken", "open(2)"),
  LOWEST_IS_BEYOND_THE_LIMIT(
      EINVAL, "the lowest wanted number is not below RLIMIT_NOFILE", "fcntl(2), F_DUPFD"),
  BOTH_ARE_THE_SAME(EINVAL, "old and new descriptor are the same", "dup(2)"),
  UNKNOWN_DESCRIPTOR_FLAG(EINVAL, "the call has no such flag", "dup(2), pipe(2), close_range(2)"),
  RANGE_IS_BACKWARDS(EINVAL, "the range's first number is greater than its last", "close_range(2)"),
  NOT_READABLE_AT_ALL(EINVAL, "the file has nothing that could be read", "read(2)"),
  NOT_WRITABLE_AT_ALL(EINVAL, "the file takes nothing that could be written", "write(2)"),
  IS_A_DIRECTORY(EISDIR, "a directory cannot be read or written as a file", "read(2)"),
  NOT_A_DIRECTORY(ENOTDIR, "the descriptor is no directory", "getdents(2)"),
  DIRECTORY_IS_DELETED(ENOENT, "the directory has been removed", "getdents(2)"),
  HAS_NO_OFFSET(ESPIPE, "a pipe, socket or terminal has no offset", "lseek(2)"),
  OFFSET_OUT_OF_RANGE(
      EINVAL, "the offset would be negative or is counted from an unknown place", "lseek(2)"),
  WOULD_BLOCK(
      EAGAIN, "the call would have to wait, and O_NONBLOCK asks not to", "read(2), write(2)"),
  NO_READER_LEFT(EPIPE, "nobody has the other end open", "write(2)"),
  LENGTH_IS_NEGATIVE(EINVAL, "the length is negative", "ftruncate(2)"),
  CANNOT_BE_TRUNCATED(EINVAL, "the descriptor is no regular file open for writing", "ftruncate(2)"),
  APPENDS_ONLY(EINVAL, "sendfile does not write to a file opened with O_APPEND", "sendfile(2)"),
  SOURCE_HAS_NO_OFFSET(EINVAL, "sendfile reads only from what has an offset", "sendfile(2)"),
  UNKNOWN_MEMFD_FLAG(
      EINVAL, "memfd_create has no such flag, or the flags exclude each other", "memfd_create(2)"),
  MEMFD_NAME_TOO_LONG(EINVAL, "the name is longer than 249 bytes", "memfd_create(2)"),
  MEMFD_MUST_NOT_BE_EXECUTABLE(
      EACCES,
      "vm.memfd_noexec of the PID namespace forbids anonymous files that can be executed",
      "memfd_create(2); Documentation/userspace-api/mfd_noexec.rst"),
  CANNOT_BE_SEALED(
      EINVAL, "only files of tmpfs and memfd_create can be sealed", "fcntl(2), \"File Sealing\""),
  SEALING_NEEDS_WRITING(
      EPERM, "sealing needs a descriptor open for writing", "fcntl(2), F_ADD_SEALS"),
  UNKNOWN_SEAL(EINVAL, "there is no such seal", "fcntl(2), F_ADD_SEALS"),
  SEALS_ARE_FINAL(EPERM, "F_SEAL_SEAL is set: no more seals", "fcntl(2), F_SEAL_SEAL"),
  IS_SEALED(EPERM, "a seal forbids this change", "fcntl(2), \"File Sealing\"");

  private final Reason reason;

  FdRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
