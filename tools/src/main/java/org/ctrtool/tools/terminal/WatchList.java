package org.ctrtool.tools.terminal;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;

/** What poll(2) is asked, each descriptor once. */
final class WatchList {
  private final List<PollFd> entries = new ArrayList<>();

  void add(Fd fd, PollEvents events) {
    for (int i = 0; i < entries.size(); i++) {
      PollFd entry = entries.get(i);
      if (entry.fd().equals(fd)) {
        entries.set(i, new PollFd(fd, entry.events().or(events)));
        return;
      }
    }
    entries.add(new PollFd(fd, events));
  }

  List<PollFd> entries() {
    return entries;
  }
}
