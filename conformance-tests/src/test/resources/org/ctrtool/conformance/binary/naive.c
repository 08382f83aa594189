/* naive IMAGE PROGRAM...: a container without precautions, whose own file the program can reach.
   Called _init, it is a process 1 that runs a program and waits for it, as ctrtool's is. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(char **argv) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    execv(argv[0], argv);
    _exit(127);
  }
  while (wait(&status) > 0) {
  }
  return WEXITSTATUS(status);
}

static int contain(const char *image, char **argv) {
  if (unshare(CLONE_NEWNS | CLONE_NEWPID)) return perror("unshare"), 125;
  pid_t child = fork();
  if (child == 0) {
    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
    mount(image, image, NULL, MS_BIND, NULL);
    if (chdir(image) || syscall(SYS_pivot_root, ".", ".")) _exit(125);
    umount2(".", MNT_DETACH);
    mkdir("/proc", 0755);
    mount("proc", "/proc", "proc", 0, NULL);
    execvp(argv[0], argv);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  return strcmp(argv[0], "_init") == 0 ? run(argv + 1) : contain(argv[1], argv + 2);
}
