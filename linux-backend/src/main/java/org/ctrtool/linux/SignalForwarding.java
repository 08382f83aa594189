package org.ctrtool.linux;

import java.lang.reflect.Proxy;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.abi.Architecture;
import org.ctrtool.api.abi.Machine;

/**
 * Signals that one thread blocks to read them from a signalfd. The kernel would give them to
 * another thread of the JVM, which blocks none but those that were withheld from the start: it
 * sends them on to the one that waits for them.
 */
final class SignalForwarding {
  private final Machine machine;
  private final SignalSet withheld;
  private volatile SignalSet blocked = SignalSet.EMPTY;
  private volatile long reader;

  SignalForwarding(Machine machine, SignalSet withheld) {
    this.machine = machine;
    this.withheld = withheld;
  }

  /** The calling thread changed its mask. */
  void masked(SignalSet before, SignalMaskChange how, SignalSet set) {
    blocked =
        switch (how) {
          case SIG_BLOCK -> new SignalSet(before.bits() | set.bits());
          case SIG_UNBLOCK -> new SignalSet(before.bits() & ~set.bits());
          case SIG_SETMASK -> set;
        };
  }

  /** The calling thread is going to read what it blocks of {@code wanted}. */
  void readBy(SignalSet wanted) {
    boolean x86 = machine.architecture() == Architecture.X86_64;
    reader = machine.call(x86 ? 186 : 178, 0, 0, 0, 0, 0, 0); // gettid(2)
    for (int number = 1; number <= Signal.LAST; number++) {
      Signal signal = new Signal(number);
      if (wanted.has(signal) && blocked.has(signal) && !withheld.has(signal)) {
        takeFromTheJvm(signal);
      }
    }
  }

  /** By reflection: javac warns of sun.misc at every use, and there is no other way. */
  private void takeFromTheJvm(Signal signal) {
    String name = signal.toString().substring("SIG".length());
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object sender =
          Proxy.newProxyInstance(
              SignalForwarding.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                sendOn(signal);
                return null;
              });
      type.getMethod("handle", type, handler)
          .invoke(null, type.getConstructor(String.class).newInstance(name), sender);
    } catch (ReflectiveOperationException kept) {
      // The JVM keeps a few to itself, as SIGSEGV, and does not know the real-time signals.
    }
  }

  /** Not to a thread that blocks the signal no longer: it would come here again and again. */
  private void sendOn(Signal signal) {
    if (blocked.has(signal)) {
      boolean x86 = machine.architecture() == Architecture.X86_64;
      long process = ProcessHandle.current().pid();
      machine.call(x86 ? 234 : 131, process, reader, signal.number(), 0, 0, 0); // tgkill(2)
    }
  }
}
