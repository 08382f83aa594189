// The floor under a container start: the job of "ctrtool run --image DIR -- COMMAND" in nothing but system calls.
//
//     floor DIR COMMAND [ARGUMENT...]
//
// One clone into new mount, PID, network, IPC and UTS namespaces (and a user namespace unless started by root). The child
// builds a root on a tmpfs, with DIR read-only at _fsroot_ro, a small /dev, and its own /proc, pivots into it, gives up all
// but a default set of capabilities and becomes COMMAND as PID 1. No option, no allocation, no library beyond the C start-up.
// What a runtime needs beyond this program's time is its own overhead.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Spelled out here because the headers of the C library and of the kernel contradict each other.
enum {
  OPEN_TREE = 428, MOVE_MOUNT = 429, FSOPEN = 430, FSCONFIG = 431, FSMOUNT = 432, CLOSE_RANGE = 436, MOUNT_SETATTR = 442,
  CLONE_THE_TREE = 1, RECURSIVE = 0x8000, // open_tree
  FROM_DESCRIPTOR = 4,                    // move_mount
  SET_FLAG = 0, SET_STRING = 1, CREATE = 6, // fsconfig
  RDONLY = 1, NOSUID = 2, NODEV = 4, NOEXEC = 8,
  MS_REC_SLAVE = 1 << 14 | 1 << 19, MS_PRIVATE_ = 1 << 18, DETACH = 2,
};

// CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT AUDIT_WRITE SETFCAP
static const uint32_t KEPT_CAPABILITIES = 0xa00425fb;

static long check(long result, const char *call) {
  if (result < 0) {
    dprintf(2, "floor: %s: %s\n", call, strerror(errno));
    _exit(125);
  }
  return result;
}
#define CHECK(call) check((call), #call)
#define SYS(...) check(syscall(__VA_ARGS__), #__VA_ARGS__)

static void set_attributes(int tree, int recursive, uint64_t attributes) {
  uint64_t request[4] = {attributes, 0, MS_PRIVATE_, 0};
  SYS(MOUNT_SETATTR, tree, "", AT_EMPTY_PATH | recursive, request, sizeof request);
}

static int clone_tree(int directory, const char *path, int recursive, uint64_t attributes) {
  int tree = SYS(OPEN_TREE, directory, path, CLONE_THE_TREE | O_CLOEXEC | recursive);
  set_attributes(tree, recursive, attributes);
  return tree;
}

static void attach(int tree, int root, const char *target) {
  SYS(MOVE_MOUNT, tree, "", root, target, FROM_DESCRIPTOR);
  CHECK(close(tree));
}

static int new_file_system(const char *type, const char *const options[][2], uint64_t attributes) {
  int context = SYS(FSOPEN, type, 1);
  for (; options && (*options)[0]; options++) {
    SYS(FSCONFIG, context, (*options)[1] ? SET_STRING : SET_FLAG, (*options)[0], (*options)[1], 0);
  }
  SYS(FSCONFIG, context, CREATE, 0, 0, 0);
  int tree = SYS(FSMOUNT, context, 1, attributes);
  CHECK(close(context));
  return tree;
}

static void write_file(const char *path, const char *text) {
  int file = CHECK(open(path, O_WRONLY | O_CLOEXEC));
  CHECK(write(file, text, strlen(text)));
  CHECK(close(file));
}

static void map_own_ids(uid_t uid, gid_t gid) {
  char map[32];
  write_file("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %u 1", uid);
  write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %u 1", gid);
  write_file("/proc/self/gid_map", map);
}

static void make_skeleton(int root) {
  static const struct { const char *path; mode_t mode; } directories[] = {
    {"proc", 0555}, {"sys", 0555}, {"dev", 0755}, {"dev/net", 0755}, {"dev/mqueue", 0700}, {"dev/pts", 0700},
    {"run", 0755}, {"run/lock", 01777}, {"run/shm", 01777}, {"tmp", 01777},
    {"home", 0755}, {"root", 0700}, {"var", 0755}, {"_fsroot_ro", 0755},
  };
  static const char *const links[][2] = {
    {"/run/shm", "dev/shm"}, {"/proc/self/fd", "dev/fd"}, {"fd/0", "dev/stdin"}, {"fd/1", "dev/stdout"},
    {"fd/2", "dev/stderr"}, {"pts/ptmx", "dev/ptmx"},
    {"_fsroot_ro/bin", "bin"}, {"_fsroot_ro/lib", "lib"}, {"_fsroot_ro/lib32", "lib32"}, {"_fsroot_ro/lib64", "lib64"},
    {"_fsroot_ro/libx32", "libx32"}, {"_fsroot_ro/opt", "opt"}, {"_fsroot_ro/sbin", "sbin"}, {"_fsroot_ro/usr", "usr"},
    {"_fsroot_ro/etc", "etc"},
  };
  umask(0);
  for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
    CHECK(mkdirat(root, directories[i].path, directories[i].mode));
  }
  umask(022);
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    CHECK(symlinkat(links[i][0], root, links[i][1]));
  }
}

// What the machine's root could reach through /proc without any capability: read-only, or hidden.
static void cover(int proc) {
  static const char *const read_only[] = {"bus", "fs", "irq", "sys", "sysrq-trigger"};
  static const char *const files[] = {"kcore", "keys", "key-users", "kmsg", "latency_stats", "timer_list", "timer_stats",
                                      "sched_debug", "interrupts"};
  static const char *const directories[] = {"acpi", "asound", "scsi"};
  static const char *const unreadable[][2] = {{"mode", "0"}, {0, 0}};
  int empty = -1;
  for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++) {
    if (faccessat(proc, read_only[i], F_OK, 0) == 0) {
      attach(clone_tree(proc, read_only[i], RECURSIVE, RDONLY | NOSUID | NODEV | NOEXEC), proc, read_only[i]);
    }
  }
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    if (faccessat(proc, files[i], F_OK, 0) == 0) {
      attach(clone_tree(AT_FDCWD, "/dev/null", 0, RDONLY | NOSUID | NOEXEC), proc, files[i]);
    }
  }
  for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
    if (faccessat(proc, directories[i], F_OK, 0) == 0) {
      if (empty < 0) {
        empty = new_file_system("tmpfs", unreadable, RDONLY | NOSUID | NODEV | NOEXEC);
      }
      attach(SYS(OPEN_TREE, empty, "", CLONE_THE_TREE | O_CLOEXEC | AT_EMPTY_PATH), proc, directories[i]);
    }
  }
}

static void loopback_up(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  int any = CHECK(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  CHECK(ioctl(any, SIOCSIFFLAGS, &request));
  CHECK(close(any));
}

static void keep_default_capabilities(void) {
  for (int c = 0; c < 64; c++) {
    if (c >= 32 || !(KEPT_CAPABILITIES >> c & 1)) {
      if (prctl(PR_CAPBSET_DROP, c, 0, 0, 0) < 0) {
        break; // EINVAL: beyond the last one this kernel knows
      }
    }
  }
  uint32_t header[2] = {0x20080522, 0};
  uint32_t sets[6] = {KEPT_CAPABILITIES, KEPT_CAPABILITIES, 0, 0, 0, 0}; // effective, permitted, inheritable; upper halves
  CHECK(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
  SYS(SYS_capset, header, sets);
  syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, 0);
}

static void child(const char *image, char **command, int lifeline[2], int own_user_namespace, uid_t uid, gid_t gid) {
  static const char *const devices[][2] = {
    {"/dev/full", "dev/full"}, {"/dev/null", "dev/null"}, {"/dev/random", "dev/random"}, {"/dev/tty", "dev/tty"},
    {"/dev/urandom", "dev/urandom"}, {"/dev/zero", "dev/zero"},
  };
  enum { DEVICES = sizeof devices / sizeof *devices };
  static const char *const tmpfs_options[][2] = {{"mode", "0755"}, {0, 0}};
  static const char *const devpts_options[][2] = {{"newinstance", 0}, {"mode", "0600"}, {"ptmxmode", "0666"}, {0, 0}};

  CHECK(close(lifeline[1]));
  if (own_user_namespace) {
    map_own_ids(uid, gid);
  } else {
    SYS(SYS_setgroups, 0, 0);
  }
  CHECK(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
  char nothing;
  if (read(lifeline[0], &nothing, 1) >= 0 || errno != EAGAIN) {
    _exit(125); // the parent died before its death could be noticed
  }
  CHECK(sethostname("floor", 5));
  SYS(SYS_mount, 0, "/", 0, MS_REC_SLAVE, 0);

  int image_tree = clone_tree(AT_FDCWD, image, RECURSIVE, RDONLY | NOSUID | NODEV);
  int device_trees[DEVICES];
  for (int i = 0; i < DEVICES; i++) {
    device_trees[i] = clone_tree(AT_FDCWD, devices[i][0], 0, NOSUID | NOEXEC);
  }

  int root = new_file_system("tmpfs", tmpfs_options, NOSUID | NODEV);
  SYS(MOVE_MOUNT, root, "", AT_FDCWD, "/", FROM_DESCRIPTOR);
  make_skeleton(root);
  attach(image_tree, root, "_fsroot_ro");
  for (int i = 0; i < DEVICES; i++) {
    CHECK(mknodat(root, devices[i][1], S_IFSOCK | 0666, 0));
    attach(device_trees[i], root, devices[i][1]);
  }
  attach(new_file_system("devpts", devpts_options, NOSUID | NOEXEC), root, "dev/pts");
  attach(new_file_system("mqueue", 0, NOSUID | NODEV | NOEXEC), root, "dev/mqueue");
  int proc = new_file_system("proc", 0, NOSUID | NODEV | NOEXEC);
  SYS(MOVE_MOUNT, proc, "", root, "proc", FROM_DESCRIPTOR);
  if (!own_user_namespace || uid == 0) {
    cover(proc);
  }
  loopback_up();
  setsid();

  CHECK(fchdir(root));
  SYS(SYS_pivot_root, ".", ".");
  SYS(SYS_umount2, ".", DETACH);

  keep_default_capabilities();
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  SYS(CLOSE_RANGE, 3, ~0u, 4 /* CLOSE_RANGE_CLOEXEC */);
  static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", 0};
  execve(command[0], command, environment);
  check(-1, command[0]);
}

int main(int count, char **arguments) {
  if (count < 3) {
    dprintf(2, "usage: floor IMAGE-DIRECTORY COMMAND [ARGUMENT...]\n");
    return 2;
  }
  uid_t uid = geteuid();
  gid_t gid = getegid();
  int own_user_namespace = uid != 0;
  long namespaces = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
  int lifeline[2];
  CHECK(pipe2(lifeline, O_CLOEXEC | O_NONBLOCK));
  long pid = SYS(SYS_clone, namespaces | (own_user_namespace ? CLONE_NEWUSER : 0) | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) {
    child(arguments[1], arguments + 2, lifeline, own_user_namespace, uid, gid);
  }
  int status;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) {
      check(-1, "waitpid");
    }
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
