package org.ctrtool.tools.pidfdctl;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.processes.Variables;

/**
 * Looks at the specifications of descriptors before anything is done, as far as the operations
 * before them leave no doubt: a mistake is found before a command of -c has been started.
 */
final class Foresight {
  private final Kernel kernel;

  /** As they will be, but for those that are exported. */
  private final Variables variables;

  private final List<String> exported = new ArrayList<>();
  private boolean opens;

  private Foresight(Kernel kernel, Variables variables) {
    this.kernel = kernel;
    this.variables = variables;
  }

  /**
   * Looks at them.
   *
   * @throws UsageError if a variable will be unset or hold no number, or a descriptor not be open
   */
  static void look(Kernel kernel, Variables now, List<Operation> operations) {
    Foresight foresight = new Foresight(kernel, Variables.of(now.environment()));
    for (Operation operation : operations) {
      foresight.look(operation);
    }
  }

  @SuppressWarnings("CheckReturnValue")
  private void look(Operation operation) {
    switch (operation) {
      case Operation.Load load -> look(load.spec());
      case Operation.Export export -> exported.add(export.variable());
      case Operation.Open open -> opens = true;
      case Operation.Start start -> opens = true;
      case Operation.Fetch fetch -> opens = true;
      case Operation.Ask ask -> opens = true;
      default -> {}
    }
  }

  /** A number may be that of a descriptor that will have been opened. */
  @SuppressWarnings("CheckReturnValue")
  private void look(DescriptorSpec spec) {
    if (exported.contains(spec.variable())) {
      return;
    }
    if (opens) {
      spec.named(variables);
    } else {
      spec.find(kernel, variables);
    }
    spec.hideVariable(variables);
  }
}
