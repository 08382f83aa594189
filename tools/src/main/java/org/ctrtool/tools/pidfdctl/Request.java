package org.ctrtool.tools.pidfdctl;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.pidfdctl.Operation.Exchange;
import org.ctrtool.tools.pidfdctl.Operation.Export;

/** Operations in the order given, and the program. */
public final class Request {
  final List<Operation> operations = new ArrayList<>();
  List<String> command = List.of();
  private final boolean[] filled = new boolean[3];

  Request() {}

  /** Adds an operation that fills a register. */
  void fill(int register, Operation operation) {
    operations.add(operation);
    filled[register] = true;
  }

  /** Adds one that looks at a register. */
  void use(int register, Operation operation) {
    require(register);
    operations.add(operation);
  }

  /** Adds one that looks at a register and fills another one. */
  void answer(int from, int into, Operation operation) {
    require(from);
    fill(into, operation);
  }

  void export(int register, String variable) {
    use(register, new Export(register, variable));
  }

  void exchange(int one, int other) {
    operations.add(new Exchange(one, other));
    boolean kept = filled[one];
    filled[one] = filled[other];
    filled[other] = kept;
  }

  void check() {
    UsageError.when(
        command.isEmpty() && operations.stream().noneMatch(Operation::isForItself),
        "a program is missing");
  }

  private void require(int register) {
    UsageError.when(!filled[register], "register " + (register + 1) + " is empty");
  }
}
