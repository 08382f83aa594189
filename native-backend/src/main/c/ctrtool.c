/*
 * The C part of the static binary: everything that Java code compiled by TeaVM cannot say itself.
 * The build appends TeaVM's output to it (all.c), patched as RuntimePatches.java lists.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <uchar.h>
#include <ucontext.h>
#include <unistd.h>
#include <wchar.h>

#define CT_FAILURE_STATUS 125 /* the runtime itself failed; no tool ends with it by choice */

static int ct_argc;
static char **ct_argv, **ct_envp;
static uint64_t ct_mask; /* the caller's signal mask */
static char ct_signal_stack[32768] __attribute__((aligned(16)));

/* One raw system call; answers what the kernel answers: a value, or a negative errno. */
int64_t ct_call(int64_t nr, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
#if defined(__x86_64__)
    register int64_t r10 __asm__("r10") = d;
    register int64_t r8 __asm__("r8") = e;
    register int64_t r9 __asm__("r9") = f;
    int64_t result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register int64_t x8 __asm__("x8") = nr;
    register int64_t x0 __asm__("x0") = a;
    register int64_t x1 __asm__("x1") = b;
    register int64_t x2 __asm__("x2") = c;
    register int64_t x3 __asm__("x3") = d;
    register int64_t x4 __asm__("x4") = e;
    register int64_t x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#else
#error "no system call sequence for this processor"
#endif
}

/* The last word of a process whose runtime cannot go on: one line, one status. Safe in a signal handler. */
_Noreturn void ct_die(const char *reason) {
    char line[128] = "ctrtool";
    size_t used = 7;
    const char *name = ct_argc > 0 ? ct_argv[0] : "";
    for (const char *at = name; *at; ++at) {
        if (*at == '/') name = at + 1;
    }
    if (*name) {
        for (used = 0; name[used] && used < 64; ++used) {
            line[used] = name[used] < ' ' || name[used] > '~' ? '?' : name[used];
        }
    }
    line[used++] = ':';
    line[used++] = ' ';
    while (*reason && used < sizeof line - 1) line[used++] = *reason++;
    line[used++] = '\n';
    ct_call(SYS_write, 2, (int64_t) line, (int64_t) used, 0, 0, 0);
    for (;;) ct_call(SYS_exit_group, CT_FAILURE_STATUS, 0, 0, 0, 0, 0);
}

static void ct_fatal(int signal, siginfo_t *info, void *context) {
    if (info->si_code <= 0) { /* sent by a process, not met by our own code: let it do what it does by default */
        struct sigaction standard = {.sa_handler = SIG_DFL};
        sigaction(signal, &standard, NULL);
        ct_call(SYS_kill, ct_call(SYS_getpid, 0, 0, 0, 0, 0, 0), signal, 0, 0, 0, 0);
        return;
    }
#if defined(__x86_64__)
    uint64_t stack = ((ucontext_t *) context)->uc_mcontext.gregs[REG_RSP];
#else
    uint64_t stack = ((ucontext_t *) context)->uc_mcontext.sp;
#endif
    int64_t distance = (int64_t) ((uint64_t) info->si_addr - stack);
    int near_stack = distance > -(1 << 16) && distance < (1 << 16);
    ct_die(signal == SIGFPE ? "arithmetic fault" : near_stack ? "stack overflow" : "invalid memory access");
}

void *ct_reserve(int64_t size) {
    void *at = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) ct_die("out of memory");
    return at;
}

void ct_commit(void *at, int64_t size) {
    if (mprotect(at, size, PROT_READ | PROT_WRITE) != 0) ct_die("out of memory");
}

/* The Java heap may grow to this; a quarter of RLIMIT_AS where that is less, so that a limited process still starts. */
int64_t ct_heap_limit(int64_t least, int64_t most) {
    struct rlimit space;
    if (getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur == RLIM_INFINITY) return most;
    int64_t share = (int64_t) (space.rlim_cur / 4) & -65536;
    return share < least ? least : share > most ? most : share;
}

/* What Java imports besides ct_call. Strings are looked at where they are; the index is checked in Java. */
int32_t ct_argument_count(void) { return ct_argc; }
int64_t ct_argument(int32_t i) { return (int64_t) ct_argv[i]; }
int32_t ct_environment_count(void) {
    int32_t count = 0;
    while (ct_envp[count]) ++count;
    return count;
}
int64_t ct_environment(int32_t i) { return (int64_t) ct_envp[i]; }
int64_t ct_signal_mask(void) { return (int64_t) ct_mask; }
int64_t ct_length(int64_t string) { return (int64_t) strlen((const char *) string); }
void ct_release(int64_t address) { free((void *) address); }
int64_t ct_allocate(int64_t size) {
    void *at = size < 0 ? NULL : calloc(1, size > 0 ? size : 1);
    if (at == NULL) ct_die("out of memory");
    return (int64_t) at;
}
int32_t ct_is_aarch64(void) {
#if defined(__aarch64__)
    return 1;
#else
    return 0;
#endif
}

int64_t ct_clone_guest(void *body, int64_t flags);
int teavm_main(int argc, char **argv);

int main(int argc, char **argv, char **envp) {
    ct_argc = argc;
    ct_argv = argv;
    ct_envp = envp;
    ct_call(SYS_rt_sigprocmask, SIG_BLOCK, 0, (int64_t) &ct_mask, sizeof ct_mask, 0, 0);
    sigaltstack(&(stack_t) {.ss_sp = ct_signal_stack, .ss_size = sizeof ct_signal_stack}, NULL);
    struct sigaction fatal = {.sa_sigaction = ct_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK}, caller;
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE};
    for (int i = 0; i < 3; ++i) {
        sigaction(signals[i], &fatal, &caller);
        if (caller.sa_handler == SIG_IGN) sigaction(signals[i], &caller, NULL); /* an exec must pass it on */
    }
    /* musl's sigaction unblocks the two signals it keeps for threads. */
    ct_call(SYS_rt_sigprocmask, SIG_SETMASK, (int64_t) &ct_mask, 0, sizeof ct_mask, 0, 0);
    return teavm_main(1, argv);
}

/* TeaVM's own messages (TEAVM_CUSTOM_LOG): ours are the only lines on standard error. */
void teavm_printString(char16_t *text) {}
void teavm_printWString(wchar_t *text) {}
void teavm_printInt(int32_t number) {}
void teavm_logCodePoint(int32_t point) {}

#include "all.c"

/* A child in our memory, on our stack far enough below this frame, while we stand still (GuestProcess.java). */
int64_t ct_clone_guest(void *body, int64_t flags) {
    TeaVM_StackFrame *top = teavm_stackTop;
    int pid = clone((int (*)(void *)) body, (char *) __builtin_frame_address(0) - 4096, (int) flags, NULL);
    teavm_stackTop = top; /* where the child's frames were, others will be */
    return pid < 0 ? -errno : pid;
}
