// Measures how long commands take from start to end, their processor time, and the peak memory of their largest process.
//
//     starts [-n ROUNDS] [-w WARM-UP-ROUNDS] [-u UID] [-r NAME]... NAME COMMAND [ARGUMENT...] [';' NAME COMMAND ...]...
//
// The commands take turns, each round beginning with another one, so that whatever else the machine does hits all alike.
// A command that fails while warming up is reported and left out; one that fails later ends the measurement.
// All run at the highest ordinary priority, if allowed.
// -r adds a column of medians relative to that command. -u becomes that user first.
// Link it statically and keep it small: a child's peak memory as the kernel counts it is never below that of its parent.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_COMMANDS = 32, MOST_REFERENCES = 4 };

struct command {
  char *name;
  char **arguments;
  double *milliseconds; // of each measured start, sorted in the end
  double *processor_milliseconds; // the same
  long peak_kilobytes;
  int failed;
};

extern char **environ;

static void fail(const char *what) {
  fprintf(stderr, "starts: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static double milliseconds_of(struct timeval time) {
  return time.tv_sec * 1e3 + time.tv_usec / 1e3;
}

static int run_once(struct command *command, posix_spawn_file_actions_t *actions, long round) {
  pid_t pid;
  int status;
  struct rusage usage;
  double start = now();
  int error = posix_spawnp(&pid, command->arguments[0], actions, NULL, command->arguments, environ);
  if (error) {
    fprintf(stderr, "starts: %s: %s\n", command->arguments[0], strerror(error));
    return -1;
  }
  if (wait4(pid, &status, 0, &usage) != pid) {
    fail("wait4");
  }
  command->milliseconds[round] = now() - start;
  command->processor_milliseconds[round] = milliseconds_of(usage.ru_utime) + milliseconds_of(usage.ru_stime);
  if (usage.ru_maxrss > command->peak_kilobytes) {
    command->peak_kilobytes = usage.ru_maxrss;
  }
  return status;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static long number(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*end || end == text || value < 0 || value > 1000000) {
    fprintf(stderr, "starts: not a usable number: %s\n", text);
    exit(2);
  }
  return value;
}

static struct command *find(struct command *commands, int count, const char *name) {
  for (int i = 0; i < count; i++) {
    if (!strcmp(commands[i].name, name)) {
      return &commands[i];
    }
  }
  return NULL;
}

static int column_width(const char *name) {
  int width = strlen(name) + 2;
  return width < 8 ? 8 : width;
}

static void print_table(struct command *commands, int count, long rounds, char **references, int reference_count) {
  long middle = rounds / 2, ninth_tenth = rounds * 9 / 10;
  printf("%-24s %9s %9s %9s %9s %9s", "", "median ms", "min ms", "p90 ms", "CPU ms", "RSS KiB");
  for (int i = 0; i < reference_count; i++) {
    printf("  %*s%s", column_width(references[i]) - (int)strlen(references[i]), "x ", references[i]);
  }
  putchar('\n');
  for (int i = 0; i < count; i++) {
    struct command *command = &commands[i];
    if (command->failed) {
      printf("%-24s %9s\n", command->name, "failed");
      continue;
    }
    double *times = command->milliseconds;
    printf("%-24s %9.2f %9.2f %9.2f %9.2f %9ld", command->name, times[middle], times[0], times[ninth_tenth],
        command->processor_milliseconds[middle], command->peak_kilobytes);
    for (int j = 0; j < reference_count; j++) {
      struct command *reference = find(commands, count, references[j]);
      if (reference && !reference->failed) {
        printf("  %*.2f", column_width(references[j]), times[middle] / reference->milliseconds[middle]);
      } else {
        printf("  %*s", column_width(references[j]), "-");
      }
    }
    putchar('\n');
  }
}

int main(int count, char **arguments) {
  static struct command commands[MOST_COMMANDS];
  char *references[MOST_REFERENCES];
  int command_count = 0, reference_count = 0, option;
  long rounds = 200, warm_up = 5, uid = 0;

  while ((option = getopt(count, arguments, "+n:w:u:r:")) != -1) {
    switch (option) {
      case 'n': rounds = number(optarg); break;
      case 'w': warm_up = number(optarg); break;
      case 'u': uid = number(optarg); break;
      case 'r':
        if (reference_count == MOST_REFERENCES) {
          fprintf(stderr, "starts: too many -r\n");
          return 2;
        }
        references[reference_count++] = optarg;
        break;
      default: return 2;
    }
  }
  for (int i = optind; i < count; i++) {
    if (command_count == MOST_COMMANDS || i + 1 >= count) {
      fprintf(stderr, "starts: too many commands, or a name without one\n");
      return 2;
    }
    commands[command_count].name = arguments[i++];
    commands[command_count++].arguments = arguments + i;
    while (i < count && strcmp(arguments[i], ";")) {
      i++;
    }
    arguments[i] = NULL;
  }
  if (command_count == 0 || rounds == 0 || warm_up == 0) {
    fprintf(stderr, "usage: starts [-n ROUNDS] [-w WARM-UP-ROUNDS] [-u UID] [-r NAME]... NAME COMMAND... [';' NAME COMMAND...]...\n");
    return 2;
  }
  setpriority(PRIO_PROCESS, 0, -20); // if we may: others on the machine should disturb less
  if (uid && (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))) {
    fail("cannot become another user");
  }

  posix_spawn_file_actions_t loud, quiet;
  posix_spawn_file_actions_init(&loud);
  posix_spawn_file_actions_addopen(&loud, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&loud, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);

  for (int i = 0; i < command_count; i++) {
    commands[i].milliseconds = calloc(rounds, sizeof(double));
    commands[i].processor_milliseconds = calloc(rounds, sizeof(double));
    if (!commands[i].milliseconds || !commands[i].processor_milliseconds) {
      fail("calloc");
    }
    for (long round = 0; round < warm_up && !commands[i].failed; round++) {
      int status = run_once(&commands[i], &loud, 0);
      if (status) {
        fprintf(stderr, "starts: %s failed (wait status %#x), left out\n", commands[i].name, status);
        commands[i].failed = 1;
      }
    }
    commands[i].peak_kilobytes = 0;
  }
  for (long round = 0; round < rounds; round++) {
    for (int turn = 0; turn < command_count; turn++) {
      struct command *command = &commands[(turn + round) % command_count];
      if (command->failed) {
        continue;
      }
      int status = run_once(command, &quiet, round);
      if (status) {
        fprintf(stderr, "starts: %s failed in round %ld (wait status %#x)\n", command->name, round, status);
        return 1;
      }
    }
  }
  for (int i = 0; i < command_count; i++) {
    qsort(commands[i].milliseconds, rounds, sizeof(double), by_size);
    qsort(commands[i].processor_milliseconds, rounds, sizeof(double), by_size);
  }
  print_table(commands, command_count, rounds, references, reference_count);
  return 0;
}
