package org.ctrtool.tools.nsopenfile;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.UsageError;

/** What the registers hold at first, what to open, and the program. */
public final class Request {
  /** A descriptor for a register. */
  record Load(int register, DescriptorSpec spec) {}

  final List<Load> loads = new ArrayList<>();
  final List<Opening> openings = new ArrayList<>();
  int first;
  List<String> command = List.of();

  Request() {}

  /** Begins a request. */
  void begin(Target target) {
    openings.add(new Opening(target));
  }

  /** The latest request. */
  Opening latest(String option) {
    UsageError.when(openings.isEmpty(), option + " stands before any request");
    return openings.get(openings.size() - 1);
  }

  /** The latest request, which must be for a socket. */
  Target.Socket socket(String option) {
    Opening latest = latest(option);
    latest.require(latest.target instanceof Target.Socket, option);
    return (Target.Socket) latest.target;
  }

  /** The latest request, which must be for a file. */
  Target.File file(String option) {
    Opening latest = latest(option);
    latest.require(latest.target instanceof Target.File, option);
    return (Target.File) latest.target;
  }

  /** -L. */
  void load(String word) {
    UsageError.when(!openings.isEmpty(), "-L stands after a request");
    int comma = word.indexOf(',');
    UsageError.when(comma < 0, OsStrings.quoted(word) + " is not REGISTER,SPEC");
    loads.add(new Load(Opening.register(word), DescriptorSpec.of(word.substring(comma + 1))));
  }

  /** Checks each request, and that no register is used before there is something in it. */
  void check() {
    boolean[] filled = new boolean[Opening.REGISTERS];
    for (Load load : loads) {
      filled[load.register()] = true;
    }
    for (Opening opening : openings) {
      opening.check();
      require(filled, opening.namespaceRegister);
      require(filled, opening.directoryRegister);
      if (opening.stored != Opening.NONE) {
        filled[opening.stored] = true;
      }
    }
  }

  private static void require(boolean[] filled, int register) {
    UsageError.when(
        register != Opening.NONE && !filled[register], "register " + register + " is empty");
  }
}
