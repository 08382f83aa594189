package org.ctrtool.tools.miniinit;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.jspecify.annotations.Nullable;

/** What the command line says of one process. */
final class ProcessSpec {
  /** Program and arguments; the program's path is also its name. */
  final List<String> command = new ArrayList<>();

  /** The files of descriptors 0, 1 and 2; null: as they came. */
  final @Nullable String[] standardFiles = new @Nullable String[3];

  /** Descriptors that become 3, 4 and so on. */
  final List<Fd> passed = new ArrayList<>();

  /** Seconds from its end to its next start; null: it is started once. */
  @Nullable Integer respawn;

  boolean listenVariables;

  ProcessSpec(String path) {
    command.add(path);
  }

  String path() {
    return command.get(0);
  }
}
