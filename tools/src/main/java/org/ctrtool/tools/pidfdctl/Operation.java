package org.ctrtool.tools.pidfdctl;

import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.tools.descriptors.DescriptorSpec;

/** One operation on registers, which are counted from 0. */
sealed interface Operation {
  /** The register of processes. */
  int PROCESS = 0;

  /** The register that questions are about. */
  int SUBJECT = 1;

  /** The register of answers. */
  int ANSWER = 2;

  /** Whether it makes sense without a program that is executed afterwards. */
  default boolean isForItself() {
    return this instanceof PrintOwner || this instanceof Send || this instanceof Await;
  }

  /** A descriptor of the caller's into a register. */
  record Load(int register, DescriptorSpec spec) implements Operation {}

  /** A PID descriptor; process 0 is this one. */
  record Open(Pid process) implements Operation {}

  /** Starts a command of the shell, and its PID descriptor. */
  record Start(String command) implements Operation {}

  /** Copies a descriptor of the process. */
  record Fetch(int number) implements Operation {}

  /** Asks a question whose answer is a namespace. */
  record Ask(Question question) implements Operation {}

  /** Prints the user ID of the owner of a user namespace. */
  record PrintOwner() implements Operation {}

  /** Exchanges two registers. */
  record Exchange(int one, int other) implements Operation {}

  /** Hands a register to the program, its number in a variable. */
  record Export(int register, String variable) implements Operation {}

  /** Sends a signal to the process. */
  record Send(Signal signal) implements Operation {}

  /** Waits until the process has ended. */
  record Await() implements Operation {}

  /** Looks at a path. */
  record Touch(String path) implements Operation {}

  /** Ignores SIGCHLD. */
  record IgnoreChildren() implements Operation {}

  /** What can be asked. */
  enum Question {
    /** The network namespace of a socket. */
    SOCKET_NETWORK,
    /** The user namespace that owns a namespace. */
    OWNER,
    /** The parent of a user or PID namespace. */
    PARENT
  }
}
