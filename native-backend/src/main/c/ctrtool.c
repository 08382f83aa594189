/*
 * The C part of the static binary: what Java code compiled by TeaVM cannot say itself.
 * It includes TeaVM's output (all.c), patched as RuntimePatches.java lists. What begins with ct_ is used there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__aarch64__)
#define CT_STACK_POINTER(context) (context)->uc_mcontext.sp
int32_t ct_is_aarch64 = 1;
#else
#define CT_STACK_POINTER(context) (context)->uc_mcontext.gregs[REG_RSP]
int32_t ct_is_aarch64 = 0;
#endif

char **ct_argv;   /* NULL follows the last argument, then the environment, and NULL again */
uint64_t ct_mask; /* the caller's signal mask */

/* One system call; answers what the kernel answers: a value, or a negative errno. */
int64_t ct_call(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
    int64_t result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno : result;
}

/* The last word of a process whose runtime cannot go on: one line, one status. Safe in a signal handler. */
_Noreturn void ct_die(char *reason) {
    char *name = program_invocation_short_name;
    for (char *at = name; *at; ++at) {
        if (*at < ' ' || *at > '~') name = "ctrtool";
    }
    struct iovec line[] = {{name, strlen(name)}, {": ", 2}, {reason, strlen(reason)}, {"\n", 1}};
    ct_call(SYS_writev, 2, (int64_t) line, 4, 0, 0, 0);
    for (;;) ct_call(SYS_exit_group, 125, 0, 0, 0, 0, 0);
}

static void ct_fatal(int signal, siginfo_t *info, void *context) {
    if (info->si_code <= 0) { /* sent by a process, not met by our own code: let it do what it does by default */
        ct_call(SYS_kill, ct_call(SYS_getpid, 0, 0, 0, 0, 0, 0), signal, 0, 0, 0, 0);
        return;
    }
    int64_t distance = (int64_t) info->si_addr - (int64_t) CT_STACK_POINTER((ucontext_t *) context);
    int near_stack = distance > -(1 << 16) && distance < (1 << 16);
    ct_die(near_stack ? "stack overflow" : "invalid memory access");
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
    getrlimit(RLIMIT_AS, &space);
    int64_t share = (int64_t) (space.rlim_cur / 4) & -65536;
    return share < least ? least : share > most ? most : share;
}

int64_t ct_clone_guest(void *body, int64_t flags);

#include "all.c"

/* A child in our memory, on our stack far enough below this frame, while we stand still (GuestProcess.java). */
int64_t ct_clone_guest(void *body, int64_t flags) {
    TeaVM_StackFrame *top = teavm_stackTop;
    int pid = clone((int (*)(void *)) body, (char *) __builtin_frame_address(0) - 4096, (int) flags, NULL);
    teavm_stackTop = top; /* where the child's frames were, others will be */
    return pid < 0 ? -errno : pid;
}

int main(int argc, char **argv) {
    static char signal_stack[32768];
    struct sigaction fatal = {.sa_sigaction = ct_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND}, caller;
    ct_argv = argv;
    ct_call(SYS_rt_sigprocmask, SIG_BLOCK, 0, (int64_t) &ct_mask, sizeof ct_mask, 0, 0);
    sigaltstack(&(stack_t) {.ss_sp = signal_stack, .ss_size = sizeof signal_stack}, NULL);
    sigaction(SIGSEGV, &fatal, &caller);
    if (caller.sa_handler == SIG_IGN) sigaction(SIGSEGV, &caller, NULL); /* an exec must pass it on */
    /* musl's sigaction unblocks the two signals it keeps for threads. */
    ct_call(SYS_rt_sigprocmask, SIG_SETMASK, (int64_t) &ct_mask, 0, sizeof ct_mask, 0, 0);
    return teavm_main(argc, argv);
}
