package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.tools.mountseq.MountSeq;

/** Every tool of ctrtool. */
public final class AllTools {
  private AllTools() {}

  /** The tools, in alphabetical order. */
  public static Tools tools() {
    return new Tools(List.of(new MountSeq()));
  }
}
