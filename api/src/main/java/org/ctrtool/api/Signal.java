package org.ctrtool.api;

/**
 * A signal; see signal(7).
 *
 * @param number the signal's number on x86-64 and aarch64; 0 stands for "no signal" where a call
 *     allows that
 */
public record Signal(int number) {
  /** The highest signal number. */
  public static final int LAST = 64;

  /** Signal 1. */
  public static final Signal SIGHUP = new Signal(1);

  /** Signal 2. */
  public static final Signal SIGINT = new Signal(2);

  /** Signal 3. */
  public static final Signal SIGQUIT = new Signal(3);

  /** Signal 4. */
  public static final Signal SIGILL = new Signal(4);

  /** Signal 5. */
  public static final Signal SIGTRAP = new Signal(5);

  /** Signal 6. */
  public static final Signal SIGABRT = new Signal(6);

  /** Signal 7. */
  public static final Signal SIGBUS = new Signal(7);

  /** Signal 8. */
  public static final Signal SIGFPE = new Signal(8);

  /** Signal 9. */
  public static final Signal SIGKILL = new Signal(9);

  /** Signal 10. */
  public static final Signal SIGUSR1 = new Signal(10);

  /** Signal 11. */
  public static final Signal SIGSEGV = new Signal(11);

  /** Signal 12. */
  public static final Signal SIGUSR2 = new Signal(12);

  /** Signal 13. */
  public static final Signal SIGPIPE = new Signal(13);

  /** Signal 14. */
  public static final Signal SIGALRM = new Signal(14);

  /** Signal 15. */
  public static final Signal SIGTERM = new Signal(15);

  /** Signal 16. */
  public static final Signal SIGSTKFLT = new Signal(16);

  /** Signal 17. */
  public static final Signal SIGCHLD = new Signal(17);

  /** Signal 18. */
  public static final Signal SIGCONT = new Signal(18);

  /** Signal 19. */
  public static final Signal SIGSTOP = new Signal(19);

  /** Signal 20. */
  public static final Signal SIGTSTP = new Signal(20);

  /** Signal 21. */
  public static final Signal SIGTTIN = new Signal(21);

  /** Signal 22. */
  public static final Signal SIGTTOU = new Signal(22);

  /** Signal 23. */
  public static final Signal SIGURG = new Signal(23);

  /** Signal 24. */
  public static final Signal SIGXCPU = new Signal(24);

  /** Signal 25. */
  public static final Signal SIGXFSZ = new Signal(25);

  /** Signal 26. */
  public static final Signal SIGVTALRM = new Signal(26);

  /** Signal 27. */
  public static final Signal SIGPROF = new Signal(27);

  /** Signal 28. */
  public static final Signal SIGWINCH = new Signal(28);

  /** Signal 29. */
  public static final Signal SIGIO = new Signal(29);

  /** Signal 30. */
  public static final Signal SIGPWR = new Signal(30);

  /** Signal 31. */
  public static final Signal SIGSYS = new Signal(31);

  @Override
  public String toString() {
    return switch (number) {
      case 1 -> "SIGHUP";
      case 2 -> "SIGINT";
      case 3 -> "SIGQUIT";
      case 4 -> "SIGILL";
      case 5 -> "SIGTRAP";
      case 6 -> "SIGABRT";
      case 7 -> "SIGBUS";
      case 8 -> "SIGFPE";
      case 9 -> "SIGKILL";
      case 10 -> "SIGUSR1";
      case 11 -> "SIGSEGV";
      case 12 -> "SIGUSR2";
      case 13 -> "SIGPIPE";
      case 14 -> "SIGALRM";
      case 15 -> "SIGTERM";
      case 16 -> "SIGSTKFLT";
      case 17 -> "SIGCHLD";
      case 18 -> "SIGCONT";
      case 19 -> "SIGSTOP";
      case 20 -> "SIGTSTP";
      case 21 -> "SIGTTIN";
      case 22 -> "SIGTTOU";
      case 23 -> "SIGURG";
      case 24 -> "SIGXCPU";
      case 25 -> "SIGXFSZ";
      case 26 -> "SIGVTALRM";
      case 27 -> "SIGPROF";
      case 28 -> "SIGWINCH";
      case 29 -> "SIGIO";
      case 30 -> "SIGPWR";
      case 31 -> "SIGSYS";
      default ->
          number > 31 && number <= LAST ? "SIGRT_" + (number - 32) : Integer.toString(number);
    };
  }
}
