package org.ctrtool.conformance.fault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.api.Errno;
import org.ctrtool.api.SystemCall;

/** With which errnos each call may fail: the table in {@code faults/errnos.txt}. */
final class ErrnoTable {
  private final Map<SystemCall, List<Errno>> errnos = new EnumMap<>(SystemCall.class);

  ErrnoTable() throws IOException {
    Map<String, Errno> byName = byName();
    try (InputStream table = ErrnoTable.class.getResourceAsStream("/faults/errnos.txt")) {
      byte[] bytes = Objects.requireNonNull(table).readAllBytes();
      for (String line : new String(bytes, StandardCharsets.US_ASCII).lines().toList()) {
        if (!line.startsWith("#")) {
          add(line, byName);
        }
      }
    }
  }

  private void add(String line, Map<String, Errno> byName) {
    String[] halves = line.split(": ", 2);
    List<Errno> list = new ArrayList<>();
    for (String name : halves[1].equals("-") ? new String[0] : halves[1].split(" ")) {
      list.add(Objects.requireNonNull(byName.get(name), name));
    }
    for (String call : halves[0].split(" ")) {
      errnos.put(SystemCall.valueOf(call), list);
    }
  }

  private static Map<String, Errno> byName() {
    Map<String, Errno> all = new java.util.HashMap<>();
    for (int number = 1; number < 134; number++) {
      Errno errno = new Errno(number);
      all.put(errno.name(), errno);
    }
    all.put("EWOULDBLOCK", Errno.EAGAIN);
    return all;
  }

  List<Errno> of(SystemCall call) {
    return Objects.requireNonNull(
        errnos.get(call), () -> "faults/errnos.txt has no line for " + call);
  }
}
