/* Tries, as whoever it is, to make what is mounted at argv[1] writable, or to take it away.
   With "-u" first in a user and mount namespace of its own. Says what worked. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MOVE_MOUNT_F_EMPTY_PATH
#define MOVE_MOUNT_F_EMPTY_PATH 4
#endif

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) perror(path);
  close(fd);
}

static void tried(const char *what, int result) {
  if (result >= 0) printf("WORKED %s\n", what);
}

static void touch(const char *where, const char *what) {
  char path[4096];
  snprintf(path, sizeof path, "%s/made", where);
  tried(what, open(path, O_WRONLY | O_CREAT, 0644));
}

int main(int argc, char **argv) {
  const char *where = argv[argc - 1];
  struct mount_attr writable = {.attr_clr = MOUNT_ATTR_RDONLY};
  int tree;
  if (argc > 2) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS)) return perror("unshare"), 1;
    put("/proc/self/setgroups", "deny");
    put("/proc/self/uid_map", "0 0 1");
    put("/proc/self/gid_map", "0 0 1");
  }
  tried("remount", mount(NULL, where, NULL, MS_REMOUNT | MS_BIND, NULL));
  tried("remount with its flags",
        mount(NULL, where, NULL, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV, NULL));
  tried("mount_setattr", syscall(SYS_mount_setattr, AT_FDCWD, where, 0, &writable, sizeof writable));
  tree = syscall(SYS_open_tree, AT_FDCWD, where, OPEN_TREE_CLONE | AT_RECURSIVE);
  if (tree >= 0) {
    tried("mount_setattr of a copy",
          syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &writable, sizeof writable));
    if (syscall(SYS_move_mount, tree, "", AT_FDCWD, "/tmp", MOVE_MOUNT_F_EMPTY_PATH) == 0)
      touch("/tmp", "writing to a copy");
  }
  tried("umount", umount2(where, MNT_DETACH));
  tried("umount of the root", umount2("/", MNT_DETACH));
  touch(where, "writing");
  puts("done");
  return 0;
}
